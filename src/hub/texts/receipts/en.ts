export default {
	title: 'Receipts',
	method: {
		cash: 'Cash',
		card: 'Card',
		transfer: 'Bank transfer',
		other: 'Payment'
	},
	refundedOn: 'Refunded on {day}',
	showAll: 'Show all receipts',
	pdf: 'PDF'
} as const;
