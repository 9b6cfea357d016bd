export default {
	title: 'Vos fichiers',
	download: 'Télécharger',
	isNew: 'Nouveau',
	showAll: 'Afficher les {count} fichiers'
} as const;
