export default {
	title: 'Mensajes',
	case: 'Caso {number}',
	none: 'No hay ninguna conversación abierta.',
	noneHint: 'Lo que converses con {business} sobre una cita o un trabajo aparece aquí.',
	begin: 'Escribe a {business} y empezará una conversación nueva.',
	empty: 'Todavía no hay mensajes.',
	earlier: '{count, plural, one {1 mensaje anterior} other {# mensajes anteriores}}',
	showAll: 'Ver toda la conversación',
	you: 'Tú',
	thisPage: 'esta página',
	sent: 'Enviado',
	replyHere: 'Responde aquí',
	writeHere: 'Escribe a {business}',
	send: 'Enviar',
	sending: 'Enviando…',
	unsent: 'Aún no se ha enviado. Saldrá cuando vuelvas a tener conexión.'
} as const;
