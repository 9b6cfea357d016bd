export default {
	title: 'Lo siguiente',
	newFile: 'Archivo nuevo',
	moreNewFiles: '{count, plural, one {y 1 archivo nuevo más} other {y # archivos nuevos más}}',
	quoteWaits: 'Tienes un presupuesto pendiente',
	seeQuote: 'Ver presupuesto',
	invoiceWaits: 'Hay una factura por pagar',
	invoiceOverdue: 'Hay una factura vencida',
	seeInvoice: 'Ver la factura',
	newMessage: 'Mensaje nuevo de {business}',
	read: 'Leer'
} as const;
