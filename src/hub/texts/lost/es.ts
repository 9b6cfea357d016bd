export default {
	title: '¿Has perdido tu enlace?',
	hint: 'Escribe el correo electrónico que le diste al negocio. Te enviaremos un enlace nuevo.',
	email: 'Correo electrónico',
	send: 'Enviarme un enlace nuevo',
	asked: 'Gracias. Si algún negocio conoce esta dirección, ya va en camino un correo con tu enlace.',
	askedHint:
		'Puede tardar unos minutos. Mira también en la carpeta de spam. El propio negocio también puede ayudarte.',
	again: 'Probar con otra dirección'
} as const;
