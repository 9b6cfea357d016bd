export default {
	title: 'Angebote',
	status: {
		sent: 'Offen',
		accepted: 'Angenommen',
		declined: 'Abgelehnt',
		invoiced: 'Rechnung',
		paid: 'Bezahlt',
		refunded: 'Erstattet',
		void: 'Storniert'
	},
	expired: 'Abgelaufen',
	validUntil: 'Gültig bis {day}',
	item: 'Position',
	quantity: 'Menge',
	amount: 'Betrag',
	subtotal: 'Zwischensumme',
	tax: 'Steuer',
	total: 'Gesamt',
	showAll: 'Alle Angebote anzeigen'
} as const;
