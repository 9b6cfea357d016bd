export default {
	hello: 'Guten Tag {name},',
	helloUnnamed: 'Guten Tag,',
	quote: 'hier ist Ihr Angebot „{title}“.',
	quoteUntil: 'hier ist Ihr Angebot „{title}“, gültig bis {day}.',
	invoice: 'hier ist die Rechnung {number} von {amount}: „{title}“.',
	invoiceDue: 'hier ist die Rechnung {number} von {amount}, zahlbar bis {day}: „{title}“.',
	deletion: 'Ihre Bitte um Löschung'
} as const;
