export default {
	title: 'Perdeu seu link?',
	hint: 'Digite o e-mail que você informou ao estabelecimento. Enviaremos um novo link para ele.',
	email: 'E-mail',
	send: 'Enviar um novo link',
	asked: 'Obrigado. Se algum estabelecimento conhece este e-mail, uma mensagem com seu link está a caminho.',
	askedHint:
		'Pode levar alguns minutos. Veja também a caixa de spam. O próprio estabelecimento também pode ajudar.',
	again: 'Tentar outro e-mail'
} as const;
