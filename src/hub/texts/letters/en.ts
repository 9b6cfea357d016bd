export default {
	hello: 'Hi {name},',
	helloUnnamed: 'Hello,',
	quote: 'here is your quote “{title}”.',
	quoteUntil: 'here is your quote “{title}”, valid until {day}.',
	invoice: 'here is invoice {number} for {amount}: “{title}”.',
	invoiceDue: 'here is invoice {number} for {amount}, due by {day}: “{title}”.',
	deletion: 'Your request to be deleted'
} as const;
