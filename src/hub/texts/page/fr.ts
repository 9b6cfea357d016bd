export default {
	hello: 'Bonjour {name}',
	helloNameless: 'Bonjour',
	intro: 'Tout ce qui vient de {business}, au même endroit.',
	asOf: 'État au {moment}',
	questions: 'Une question ? {business} vous répond volontiers.',
	privateLink:
		'Cette page n’est qu’à vous. Toute personne qui a son lien peut l’ouvrir : partagez-le avec prudence.',
	back: 'Retour à votre page',
	previewTitle: 'Votre page',
	previewDescription: 'Messages, fichiers, devis et reçus, dans un espace privé.'
} as const;
