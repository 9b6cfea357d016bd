export default {
	title: 'Next for you',
	newFile: 'New file',
	moreNewFiles: '{count, plural, one {and 1 more new file} other {and # more new files}}',
	quoteWaits: 'A quote is waiting for you',
	seeQuote: 'See quote',
	invoiceWaits: 'An invoice is to be paid',
	invoiceOverdue: 'An invoice is overdue',
	seeInvoice: 'See invoice',
	newMessage: 'New message from {business}',
	read: 'Read'
} as const;
