export default {
	title: 'Tu privacidad',
	deletion: 'Eliminación en curso',
	deletionSince: 'El {day} pediste que se eliminaran tus datos. {business} ha recibido tu solicitud.'
} as const;
