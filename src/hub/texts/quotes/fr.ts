export default {
	title: 'Devis',
	status: {
		sent: 'En attente',
		accepted: 'Accepté',
		declined: 'Refusé',
		invoiced: 'Facture',
		paid: 'Payé',
		refunded: 'Remboursé',
		void: 'Annulé'
	},
	expired: 'Expiré',
	validUntil: 'Valable jusqu’au {day}',
	item: 'Prestation',
	quantity: 'Quantité',
	amount: 'Montant',
	subtotal: 'Sous-total',
	tax: 'Taxes',
	total: 'Total',
	showAll: 'Afficher tous les devis'
} as const;
