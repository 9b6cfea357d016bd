export default {
	hello: 'Olá, {name}!',
	helloUnnamed: 'Olá!',
	quote: 'Aqui está o seu orçamento “{title}”.',
	quoteUntil: 'Aqui está o seu orçamento “{title}”, válido até {day}.',
	invoice: 'Aqui está a fatura {number} de {amount}: “{title}”.',
	invoiceDue: 'Aqui está a fatura {number} de {amount}, a pagar até {day}: “{title}”.',
	deletion: 'Seu pedido de exclusão'
} as const;
