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
	showAll: 'Show all quotes'
} as const;
