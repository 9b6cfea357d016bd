export default {
	menu: 'Idioma',
	offer: 'Leer esta página en español',
	stay: 'Seguir en español'
} as const;
