export default {
	hello: 'Hola, {name}',
	helloNameless: 'Hola',
	intro: 'Todo lo de {business}, en un solo lugar.',
	asOf: 'Situación al {moment}',
	questions: '¿Tienes alguna pregunta? En {business} te ayudamos con gusto.',
	privateLink:
		'Esta página es solo tuya. Quien tenga el enlace puede abrirla, así que compártelo con cuidado.',
	back: 'Volver a tu página',
	previewTitle: 'Tu página',
	previewDescription: 'Mensajes, archivos, presupuestos y recibos, en un lugar privado.'
} as const;
