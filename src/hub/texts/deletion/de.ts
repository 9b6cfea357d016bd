export default {
	title: 'Alles über Sie löschen?',
	how: 'Ihr Antrag geht an {business}; eine Antwort steht Ihnen innerhalb eines Monats zu. Bis dahin ändert sich nichts, und Sie können ihn hier zurückziehen.',
	goes: 'Was gelöscht wird',
	gone: {
		you: 'Ihr Name, Ihre Adresse, Ihre Telefonnummer und Ihre Wünsche',
		messages: 'Alle Nachrichten zwischen Ihnen, mit ihren Dateien, und alle Notizen über Sie',
		files: 'Alle mit Ihnen geteilten Dateien',
		money: 'Ihre Angebote, Rechnungen und Belege, wie Sie sie hier sehen',
		page: 'Wen Sie empfohlen haben, und diese Seite mit ihrem Link'
	},
	stays: 'Was bleibt',
	kept: {
		invoices:
			'Von ausgestellten Rechnungen und Belegen: Nummer, Datum, Betrag und Steuer, ohne Ihren Namen. Das Gesetz verlangt, dass Unternehmen sie aufbewahren.',
		deletion: 'Dass eine Löschung stattfand, ohne zu sagen, wessen.'
	},
	after:
		'Das lässt sich nicht rückgängig machen. Nehmen Sie vorher mit, was Sie behalten möchten. Es kann sein, dass {business} noch warten muss, etwa solange eine Rechnung offen ist, und Ihnen dann den Grund nennt.',
	yes: 'Ja, Löschung beantragen',
	no: 'Nein, zurück'
} as const;
