export default {
	title: 'Próximo passo',
	newFile: 'Arquivo novo',
	moreNewFiles: '{count, plural, one {e mais # arquivo novo} other {e mais # arquivos novos}}',
	quoteWaits: 'Há um orçamento esperando por você',
	seeQuote: 'Ver orçamento',
	invoiceWaits: 'Há uma fatura a pagar',
	invoiceOverdue: 'Há uma fatura vencida',
	seeInvoice: 'Ver a fatura',
	newMessage: 'Nova mensagem de {business}',
	read: 'Ler'
} as const;
