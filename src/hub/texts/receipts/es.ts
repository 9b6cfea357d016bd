export default {
	title: 'Recibos',
	method: {
		cash: 'Efectivo',
		card: 'Tarjeta',
		transfer: 'Transferencia',
		other: 'Pago'
	},
	refundedOn: 'Reembolsado el {day}',
	showAll: 'Ver todos los recibos',
	pdf: 'PDF'
} as const;
