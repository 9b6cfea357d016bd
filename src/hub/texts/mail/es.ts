export default {
	hello: 'Hola, {name}:',
	helloNameless: 'Hola:',
	portal: 'Tus mensajes, archivos y presupuestos',
	care: 'Este enlace es solo tuyo: quien lo tenga puede abrir tu página.',
	keep: 'No compartas este enlace: quien lo tenga puede abrir tu página.',
	reference: 'Referencia: {number}'
} as const;
