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
	showAll: 'Mostrar todos os orçamentos',
	discount: 'Desconto',
	taxIncluded: 'Imposto incluído',
	paid: 'Pago até agora',
	open: 'Falta pagar',
	due: 'Pagar até {day}',
	overdue: 'Vencida desde {day}',
	answer: 'É o que você quer ou algo deve mudar? Escreva para {business} em Mensagens.',
	howToPay: 'Como pagar',
	unchanged:
		'Estes são os dados definidos por {business}. Eles nunca mudam por e-mail: se um e-mail indicar outros, não pague e pergunte antes a {business}.',
	pdf: 'PDF'
} as const;
