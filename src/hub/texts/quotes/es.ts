export default {
	title: 'Presupuestos',
	status: {
		sent: 'Pendiente',
		accepted: 'Aceptado',
		declined: 'Rechazado',
		invoiced: 'Factura',
		paid: 'Pagado',
		refunded: 'Reembolsado',
		void: 'Anulado'
	},
	expired: 'Caducado',
	validUntil: 'Válido hasta el {day}',
	item: 'Concepto',
	quantity: 'Cantidad',
	amount: 'Importe',
	subtotal: 'Subtotal',
	tax: 'Impuestos',
	total: 'Total',
	showAll: 'Ver todos los presupuestos'
} as const;
