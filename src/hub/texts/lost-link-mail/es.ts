export default {
	subject: 'Tu página en {business}',
	here: 'Aquí tienes el enlace a tu página en {business}: mensajes, archivos, presupuestos y recibos en un solo lugar.',
	open: 'Abrir mi página',
	asked: 'Alguien, probablemente tú, lo pidió. Si no fuiste tú, no tienes que hacer nada.'
} as const;
