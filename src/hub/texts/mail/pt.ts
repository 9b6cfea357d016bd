export default {
	hello: 'Olá, {name},',
	helloNameless: 'Olá,',
	portal: 'Suas mensagens, seus arquivos e orçamentos',
	care: 'Este link é só seu: quem o tiver pode abrir sua página.',
	keep: 'Guarde este link só para você: quem o tiver pode abrir sua página.',
	reference: 'Referência: {number}'
} as const;
