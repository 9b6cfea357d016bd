export default {
	hello: 'Hallo {name}',
	helloNameless: 'Hallo',
	intro: 'Alles von {business} an einem Ort.',
	asOf: 'Stand: {moment}',
	questions: 'Fragen? {business} hilft Ihnen gern.',
	privateLink:
		'Diese Seite gehört nur Ihnen. Wer den Link hat, kann sie öffnen. Geben Sie ihn deshalb mit Bedacht weiter.',
	back: 'Zurück zu Ihrer Seite',
	previewTitle: 'Ihre Seite',
	previewDescription: 'Nachrichten, Dateien, Angebote und Belege an einem privaten Ort.'
} as const;
