export default {
	title: 'Messages',
	case: 'Dossier {number}',
	none: 'Aucune conversation en cours.',
	noneHint:
		'Quand vous échangez avec {business} au sujet d’un rendez-vous ou d’une prestation, tout se retrouve ici.',
	begin: 'Écrivez à {business} et une nouvelle conversation commence.',
	empty: 'Pas encore de message.',
	earlier: '{count, plural, one {# message précédent} other {# messages précédents}}',
	showAll: 'Afficher toute la conversation',
	you: 'Vous',
	thisPage: 'cette page',
	sent: 'Envoyé',
	replyHere: 'Répondre ici',
	writeHere: 'Écrire à {business}',
	send: 'Envoyer',
	sending: 'Envoi en cours…',
	unsent: 'Pas encore envoyé. Le message partira dès que vous serez de nouveau en ligne.'
} as const;
