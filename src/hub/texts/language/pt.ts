export default {
	menu: 'Idioma',
	offer: 'Ler esta página em português',
	stay: 'Continuar em português'
} as const;
