export default {
	title: 'Reçus',
	method: {
		cash: 'Espèces',
		card: 'Carte',
		transfer: 'Virement',
		other: 'Paiement'
	},
	refundedOn: 'Remboursé le {day}',
	showAll: 'Afficher tous les reçus',
	pdf: 'PDF'
} as const;
