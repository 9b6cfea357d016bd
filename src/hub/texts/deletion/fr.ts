export default {
	title: 'Supprimer tout ce qui vous concerne ?',
	how: 'Votre demande est transmise à {business}, qui a un mois pour répondre. D’ici là rien ne change, et vous pouvez la retirer ici.',
	goes: 'Ce qui sera supprimé',
	gone: {
		you: 'Votre nom, votre adresse, votre téléphone et vos préférences',
		messages: 'Tous les messages échangés, avec leurs fichiers, et toutes les notes à votre sujet',
		files: 'Tous les fichiers partagés avec vous',
		money: 'Vos devis, factures et reçus tels que vous les voyez ici',
		page: 'Les personnes que vous avez recommandées, et cette page avec son lien'
	},
	stays: 'Ce qui reste',
	kept: {
		invoices:
			'Des factures et reçus émis : numéro, date, total et taxe, sans votre nom. La loi oblige les entreprises à les conserver.',
		deletion: 'Le fait qu’une suppression a eu lieu, sans dire de qui.'
	},
	after:
		'C’est irréversible. Récupérez d’abord ce que vous voulez garder. {business} peut devoir attendre, par exemple tant qu’une facture est ouverte, et vous dira alors pourquoi.',
	yes: 'Oui, demander la suppression',
	no: 'Non, revenir'
} as const;
