export default {
	title: 'À faire maintenant',
	newFile: 'Nouveau fichier',
	moreNewFiles: '{count, plural, one {et # autre nouveau fichier} other {et # autres nouveaux fichiers}}',
	quoteWaits: 'Un devis vous attend',
	seeQuote: 'Voir le devis',
	invoiceWaits: 'Une facture est à régler',
	invoiceOverdue: 'Une facture est en retard',
	seeInvoice: 'Voir la facture',
	newMessage: 'Nouveau message de {business}',
	read: 'Lire'
} as const;
