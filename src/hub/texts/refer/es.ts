export default {
	title: 'Recomienda a alguien',
	link: 'Tu enlace',
	stats: '{booked} reservas · {sent} envíos',
	share: 'Compartir',
	whatsapp: 'Por WhatsApp',
	text: 'Por SMS',
	copy: 'Copiar enlace',
	copied: 'Copiado ✓',
	terms: 'Condiciones',
	message: 'Voy a {business} y he pensado en ti: {link}',
	privacy: 'Tus amistades ven tu nombre de pila. Tú ves cuántas escribieron y cuántas vinieron, no quiénes.',
	privacyNameless:
		'Tus amistades no ven tu nombre. Tú ves cuántas escribieron y cuántas vinieron, no quiénes.'
} as const;
