export default {
	title: 'Archivos para ti',
	download: 'Descargar',
	isNew: 'Nuevo',
	showAll: 'Ver los {count} archivos'
} as const;
