export default {
	subject: 'Arquivo novo para você: {file}',
	subjectOfMany: '{count, plural, one {# arquivo novo para você} other {# arquivos novos para você}}',
	shared:
		'{count, plural, one {{business} tem um arquivo novo para você.} other {{business} tem # arquivos novos para você.}}',
	others: '{count, plural, one {e mais #} other {e mais #}}',
	open: '{count, plural, one {Abrir meu arquivo} other {Abrir meus arquivos}}'
} as const;
