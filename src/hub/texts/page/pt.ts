export default {
	hello: 'Olá, {name}',
	helloNameless: 'Olá',
	intro: 'Tudo de {business}, em um só lugar.',
	asOf: 'Situação em {moment}',
	questions: 'Alguma dúvida? {business} ajuda com prazer.',
	privateLink: 'Esta página é só sua. Quem tiver o link pode abri-la, então compartilhe com cuidado.',
	back: 'Voltar para sua página',
	previewTitle: 'Sua página',
	previewDescription: 'Mensagens, arquivos, orçamentos e recibos, em um lugar só seu.'
} as const;
