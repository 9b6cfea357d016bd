export default {
	title: 'Quotes',
	status: {
		sent: 'Open',
		accepted: 'Accepted',
		declined: 'Declined',
		invoiced: 'Invoice',
		paid: 'Paid',
		refunded: 'Refunded',
		void: 'Void'
	},
	expired: 'Expired',
	validUntil: 'Valid until {day}',
	item: 'Item',
	quantity: 'Quantity',
	amount: 'Amount',
	subtotal: 'Subtotal',
	tax: 'Tax',
	total: 'Total',
	showAll: 'Show all quotes',
	discount: 'Discount',
	taxIncluded: 'Of which tax',
	paid: 'Paid so far',
	open: 'Still to pay',
	due: 'Due by {day}',
	overdue: 'Overdue since {day}',
	answer: 'Is it what you want, or should something change? Write to {business} under Messages.',
	howToPay: 'How to pay',
	unchanged:
		'These are the details that {business} has set. They never change by mail: if a mail names others, do not pay, ask {business} first.',
	pdf: 'PDF'
} as const;
