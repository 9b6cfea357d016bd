export default {
	title: 'Tu privacidad',
	intro:
		'{business} guarda lo que ves aquí y tus conversaciones anteriores. Puedes llevarte todo o pedir que se elimine.',
	deletion: 'Eliminación en curso',
	deletionSince:
		'El {day} pediste que se eliminaran tus datos. {business} tiene hasta el {due} para responder.',
	ask: 'Solicitar la eliminación',
	withdraw: 'Retirar mi solicitud',
	withdrawn: 'Tu solicitud se ha retirado. No se ha borrado nada.'
} as const;
