export default {
	subject: 'Sua página em {business}',
	here: 'Aqui está o link da sua página em {business}: mensagens, arquivos, orçamentos e recibos em um só lugar.',
	open: 'Abrir minha página',
	asked: 'Alguém, provavelmente você, pediu este link. Se não foi você, não precisa fazer nada.'
} as const;
