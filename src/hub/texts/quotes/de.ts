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
	showAll: 'Alle Angebote anzeigen',
	discount: 'Rabatt',
	taxIncluded: 'Darin Steuer',
	paid: 'Schon bezahlt',
	open: 'Noch zu zahlen',
	due: 'Zahlbar bis {day}',
	overdue: 'Überfällig seit {day}',
	answer: 'Passt es so, oder soll etwas anders sein? Schreiben Sie {business} unter Nachrichten.',
	howToPay: 'So bezahlen Sie',
	unchanged:
		'Diese Angaben hat {business} hinterlegt. Sie ändern sich nie per E-Mail: Nennt eine E-Mail andere, zahlen Sie nicht, sondern fragen Sie zuerst {business}.',
	pdf: 'PDF'
} as const;
