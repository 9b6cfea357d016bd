export default {
	title: 'Mensagens',
	case: 'Atendimento {number}',
	none: 'Nenhuma conversa aberta no momento.',
	noneHint: 'Quando você e {business} conversarem sobre um horário ou um serviço, tudo aparece aqui.',
	begin: 'Escreva para {business} e uma nova conversa começa.',
	empty: 'Nenhuma mensagem ainda.',
	earlier: '{count, plural, one {# mensagem anterior} other {# mensagens anteriores}}',
	showAll: 'Mostrar a conversa inteira',
	you: 'Você',
	thisPage: 'esta página',
	sent: 'Enviada',
	replyHere: 'Responda aqui',
	writeHere: 'Escreva para {business}',
	send: 'Enviar',
	sending: 'Enviando…',
	unsent: 'Ainda não enviada. Ela sai quando você estiver online de novo.'
} as const;
