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
	showAll: 'Afficher tous les devis',
	discount: 'Remise',
	taxIncluded: 'Dont taxe',
	paid: 'Déjà réglé',
	open: 'Reste à régler',
	due: 'À régler au plus tard le {day}',
	overdue: 'En retard depuis le {day}',
	answer: 'Cela vous convient, ou faut-il changer quelque chose ? Écrivez à {business} sous Messages.',
	howToPay: 'Comment régler',
	unchanged:
		'Ce sont les coordonnées définies par {business}. Elles ne changent jamais par e-mail : si un e-mail en indique d’autres, ne payez pas et demandez d’abord à {business}.',
	pdf: 'PDF'
} as const;
