export default {
	title: 'Este link não abre nada',
	why: 'Ele pode estar incompleto, pode ter sido substituído por um mais novo, ou a página está desativada.',
	what: 'Abra de novo o link da sua mensagem mais recente ou peça um novo.'
} as const;
