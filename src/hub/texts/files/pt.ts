export default {
	title: 'Arquivos para você',
	download: 'Baixar',
	isNew: 'Novo',
	showAll: 'Mostrar os {count} arquivos'
} as const;
