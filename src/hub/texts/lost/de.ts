export default {
	title: 'Link verloren?',
	hint: 'Geben Sie die E-Mail-Adresse ein, unter der das Geschäft Sie kennt. Wir senden Ihnen einen neuen Link.',
	email: 'E-Mail',
	send: 'Neuen Link senden',
	asked: 'Vielen Dank. Wenn ein Geschäft diese Adresse kennt, ist eine E-Mail mit Ihrem Link unterwegs.',
	askedHint:
		'Das kann ein paar Minuten dauern. Sehen Sie auch im Spam-Ordner nach. Das Geschäft selbst hilft Ihnen ebenfalls weiter.',
	again: 'Andere Adresse versuchen'
} as const;
