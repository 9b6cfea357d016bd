export default {
	title: 'Orçamentos',
	status: {
		sent: 'Em aberto',
		accepted: 'Aceito',
		declined: 'Recusado',
		invoiced: 'Fatura',
		paid: 'Pago',
		refunded: 'Reembolsado',
		void: 'Cancelado'
	},
	expired: 'Vencido',
	validUntil: 'Válido até {day}',
	item: 'Item',
	quantity: 'Quantidade',
	amount: 'Valor',
	subtotal: 'Subtotal',
	tax: 'Impostos',
	total: 'Total',
	showAll: 'Mostrar todos os orçamentos'
} as const;
