export default {
	hello: 'Hola, {name}:',
	helloUnnamed: 'Hola:',
	quote: 'Aquí tienes tu presupuesto «{title}».',
	quoteUntil: 'Aquí tienes tu presupuesto «{title}», válido hasta el {day}.',
	invoice: 'Aquí tienes la factura {number} de {amount}: «{title}».',
	invoiceDue: 'Aquí tienes la factura {number} de {amount}, a pagar hasta el {day}: «{title}».',
	deletion: 'Tu solicitud de eliminación'
} as const;
