export default {
	title: 'Recibos',
	method: {
		cash: 'Dinheiro',
		card: 'Cartão',
		transfer: 'Transferência',
		other: 'Pagamento'
	},
	refundedOn: 'Reembolsado em {day}',
	showAll: 'Mostrar todos os recibos',
	pdf: 'PDF'
} as const;
