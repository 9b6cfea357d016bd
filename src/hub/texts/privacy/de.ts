export default {
	title: 'Ihre Privatsphäre',
	deletion: 'Löschung läuft',
	deletionSince: 'Am {day} haben Sie um die Löschung Ihrer Daten gebeten. Ihre Bitte liegt {business} vor.'
} as const;
