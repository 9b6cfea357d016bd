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
	showAll: 'Ver todos los presupuestos',
	discount: 'Descuento',
	taxIncluded: 'Impuesto incluido',
	paid: 'Pagado hasta ahora',
	open: 'Pendiente de pago',
	due: 'A pagar hasta el {day}',
	overdue: 'Vencida desde el {day}',
	answer: '¿Es lo que quieres o hay que cambiar algo? Escribe a {business} en Mensajes.',
	howToPay: 'Cómo pagar',
	unchanged:
		'Estos son los datos que ha indicado {business}. Nunca cambian por correo: si un correo da otros, no pagues y pregunta antes a {business}.',
	pdf: 'PDF'
} as const;
