export default {
	data: 'Baixar meus dados',
	files: 'Baixar meus arquivos',
	what: 'Seus dados são um arquivo com tudo o que está escrito aqui; seus arquivos vêm em um ZIP.',
	getting: 'Preparando seus dados…',
	ready: 'Seus dados estão neste aparelho: o botão funciona sem conexão.',
	atClick: 'Seus dados são carregados quando você toca no botão.',
	failed: 'Não foi possível carregar seus dados. Toque de novo no botão quando estiver online.',
	filesFailed: 'Não foi possível carregar seus arquivos. Toque de novo no botão quando estiver online.',
	index: {
		title: 'Seus arquivos de {business}',
		made: 'Feito para {name} em {moment}.',
		data: 'data.json contém tudo o que foi escrito, para programas lerem.',
		none: 'Não há arquivos.',
		file: 'Arquivo',
		date: 'Data',
		size: 'Tamanho',
		missing: 'Este arquivo não foi encontrado. Peça-o a {business}.',
		damaged: 'Não é o que foi guardado: o arquivo pode estar danificado. Peça-o a {business}.'
	}
} as const;
