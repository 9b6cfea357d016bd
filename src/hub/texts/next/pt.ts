export default {
	title: 'Próximo passo',
	newFile: 'Arquivo novo',
	moreNewFiles: '{count, plural, one {e mais # arquivo novo} other {e mais # arquivos novos}}',
	quoteWaits: 'Há um orçamento esperando por você',
	seeQuote: 'Ver orçamento',
	newMessage: 'Nova mensagem de {business}',
	read: 'Ler'
} as const;
