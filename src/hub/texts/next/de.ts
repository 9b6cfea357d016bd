export default {
	title: 'Als Nächstes für Sie',
	newFile: 'Neue Datei',
	moreNewFiles: '{count, plural, one {und 1 weitere neue Datei} other {und # weitere neue Dateien}}',
	quoteWaits: 'Ein Angebot wartet auf Sie',
	seeQuote: 'Angebot ansehen',
	invoiceWaits: 'Eine Rechnung ist zu zahlen',
	invoiceOverdue: 'Eine Rechnung ist überfällig',
	seeInvoice: 'Rechnung ansehen',
	newMessage: 'Neue Nachricht von {business}',
	read: 'Lesen'
} as const;
