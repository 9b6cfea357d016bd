export default {
	menu: 'Sprache',
	offer: 'Diese Seite auf Deutsch lesen',
	stay: 'Bei Deutsch bleiben'
} as const;
