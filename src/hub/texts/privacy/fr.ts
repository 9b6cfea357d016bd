export default {
	title: 'Votre vie privée',
	deletion: 'Suppression en cours',
	deletionSince:
		'Le {day}, vous avez demandé la suppression de vos données. {business} a bien reçu votre demande.'
} as const;
