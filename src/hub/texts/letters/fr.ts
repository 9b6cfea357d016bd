export default {
	hello: 'Bonjour {name},',
	helloUnnamed: 'Bonjour,',
	quote: 'Voici votre devis « {title} ».',
	quoteUntil: 'Voici votre devis « {title} », valable jusqu’au {day}.',
	invoice: 'Voici la facture {number} de {amount} : « {title} ».',
	invoiceDue: 'Voici la facture {number} de {amount}, à régler au plus tard le {day} : « {title} ».',
	deletion: 'Votre demande de suppression'
} as const;
