export default {
	subject: '{business} a supprimé vos données',
	done: 'Vos données chez {business} ont été supprimées : chaque message, fichier et entrée vous concernant, le {day}. Le lien vers votre page n’ouvre plus rien.',
	receipt:
		'Un reçu signé est joint. Il dit ce qui a été supprimé et quand, sans vous nommer. Chacun peut le vérifier sur {page}.',
	once: 'Ceci a été envoyé une seule fois à votre adresse, qui n’est pas conservée.'
} as const;
