export default {
	title: 'À faire maintenant',
	newFile: 'Nouveau fichier',
	moreNewFiles: '{count, plural, one {et # autre nouveau fichier} other {et # autres nouveaux fichiers}}',
	quoteWaits: 'Un devis vous attend',
	seeQuote: 'Voir le devis',
	newMessage: 'Nouveau message de {business}',
	read: 'Lire'
} as const;
