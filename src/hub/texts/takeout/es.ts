export default {
	data: 'Descargar mis datos',
	files: 'Descargar mis archivos',
	what: 'Tus datos son un archivo con todo lo que está aquí escrito; tus archivos llegan en un ZIP.',
	getting: 'Preparando tus datos…',
	ready: 'Tus datos están en este dispositivo: el botón funciona sin conexión.',
	atClick: 'Tus datos se cargan cuando pulsas el botón.',
	failed: 'No se pudieron cargar tus datos. Vuelve a pulsar el botón cuando tengas conexión.',
	filesFailed: 'No se pudieron cargar tus archivos. Vuelve a pulsar el botón cuando tengas conexión.',
	index: {
		title: 'Tus archivos de {business}',
		made: 'Creado para {name} el {moment}.',
		data: 'data.json contiene todo lo escrito, para que lo lean los programas.',
		none: 'No hay archivos.',
		file: 'Archivo',
		date: 'Fecha',
		size: 'Tamaño',
		missing: 'No se encontró este archivo. Pídeselo a {business}.',
		damaged: 'No es lo que se guardó: el archivo puede estar dañado. Pídeselo a {business}.'
	}
} as const;
