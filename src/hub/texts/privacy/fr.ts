export default {
	title: 'Votre vie privée',
	intro:
		'{business} conserve ce que vous voyez ici ainsi que vos échanges précédents. Vous pouvez tout emporter, ou en demander la suppression.',
	deletion: 'Suppression en cours',
	deletionSince:
		'Le {day}, vous avez demandé la suppression de vos données. {business} a jusqu’au {due} pour répondre.',
	ask: 'Demander la suppression',
	withdraw: 'Retirer ma demande',
	withdrawn: 'Votre demande est retirée. Rien n’a été supprimé.'
} as const;
