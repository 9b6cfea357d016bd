export default {
	title: 'Belege',
	method: {
		cash: 'Bar',
		card: 'Karte',
		transfer: 'Überweisung',
		other: 'Zahlung'
	},
	refundedOn: 'Erstattet am {day}',
	showAll: 'Alle Belege anzeigen',
	pdf: 'PDF'
} as const;
