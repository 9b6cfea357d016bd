export default {
	data: 'Télécharger mes données',
	files: 'Télécharger mes fichiers',
	what: 'Vos données sont un fichier avec tout ce qui est écrit ici ; vos fichiers arrivent dans un ZIP.',
	getting: 'Préparation de vos données…',
	ready: 'Vos données sont sur cet appareil : le bouton fonctionne sans connexion.',
	atClick: 'Vos données sont chargées quand vous appuyez sur le bouton.',
	failed: 'Vos données n’ont pas pu être chargées. Appuyez à nouveau quand vous serez en ligne.',
	filesFailed: 'Vos fichiers n’ont pas pu être chargés. Appuyez à nouveau quand vous serez en ligne.',
	index: {
		title: 'Vos fichiers de {business}',
		made: 'Préparé pour {name} le {moment}.',
		data: 'data.json contient tout ce qui a été écrit, lisible par des programmes.',
		none: 'Il n’y a pas de fichiers.',
		file: 'Fichier',
		date: 'Date',
		size: 'Taille',
		missing: 'Ce fichier est introuvable. Veuillez le demander à {business}.',
		damaged:
			'Ce n’est pas ce qui a été conservé : le fichier est peut-être endommagé. Veuillez le demander à {business}.'
	}
} as const;
