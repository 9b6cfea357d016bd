export default {
	nothingWritten: 'Escribe algo primero, por favor.',
	closedMeanwhile:
		'Esta conversación se cerró entretanto, así que tu mensaje no se envió. Escribe directamente al negocio, por favor.',
	tooManyMessages: 'Son muchos mensajes seguidos. Inténtalo de nuevo en diez minutos.',
	tooManyPapers: 'Son muchos PDF seguidos. Inténtalo de nuevo en diez minutos.',
	noPaper: 'El PDF no se puede crear en este momento. Inténtalo de nuevo en un minuto.',
	askedTooOften: 'Ya lo has pedido varias veces hoy. Inténtalo de nuevo mañana o escribe al negocio.',
	tooLong: 'Es demasiado largo. Acórtalo e inténtalo de nuevo.',
	noAddress: 'El correo electrónico no parece correcto. Debe ser como nombre@example.com.',
	addressMissing: 'Falta el correo electrónico.',
	filesAway: 'No se puede acceder a los archivos en este momento. Inténtalo de nuevo en un minuto.',
	tooOften: 'Se ha intentado demasiadas veces. Inténtalo de nuevo más tarde.',
	sameMoment: 'Otra persona ha cambiado esto en el mismo momento. Inténtalo de nuevo.',
	other: 'No se pudo guardar. Revísalo e inténtalo de nuevo.'
} as const;
