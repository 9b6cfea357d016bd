export default {
	nothingWritten: 'Escreva algo primeiro, por favor.',
	closedMeanwhile:
		'Esta conversa foi encerrada nesse meio-tempo, por isso sua mensagem não foi enviada. Escreva diretamente para o estabelecimento, por favor.',
	tooManyMessages: 'Foram muitas mensagens de uma vez. Tente de novo em dez minutos.',
	tooManyPapers: 'Foram muitos PDFs de uma vez. Tente de novo em dez minutos.',
	noPaper: 'O PDF não pode ser criado agora. Tente de novo em um minuto.',
	askedTooOften:
		'Você já pediu isso várias vezes hoje. Tente de novo amanhã ou escreva para o estabelecimento.',
	tooLong: 'Está longo demais. Encurte o texto e tente de novo.',
	noAddress: 'O e-mail não parece correto. Deve ser como nome@example.com.',
	addressMissing: 'Falta o e-mail.',
	filesAway: 'Não é possível acessar os arquivos agora. Tente de novo em um minuto.',
	tooOften: 'Foram tentativas demais. Tente de novo mais tarde.',
	sameMoment: 'Outra pessoa alterou isto no mesmo instante. Tente novamente.',
	other: 'Não foi possível salvar. Verifique e tente de novo.'
} as const;
