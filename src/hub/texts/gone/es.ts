export default {
	title: 'Este enlace no abre nada',
	why: 'Puede que esté incompleto, que haya sido sustituido por uno más reciente o que la página esté desactivada.',
	what: 'Vuelve a abrir el enlace desde tu mensaje más reciente o pide uno nuevo.'
} as const;
