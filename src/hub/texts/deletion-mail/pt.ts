export default {
	subject: '{business} excluiu os seus dados',
	done: 'Os seus dados em {business} foram excluídos: cada mensagem, arquivo e registro sobre você, em {day}. O link da sua página não abre mais nada.',
	receipt:
		'Um recibo assinado está anexo. Ele diz o que foi excluído e quando, sem mencionar você. Qualquer pessoa pode verificá-lo em {page}.',
	once: 'Isto foi enviado uma única vez ao seu endereço, que não foi guardado.'
} as const;
