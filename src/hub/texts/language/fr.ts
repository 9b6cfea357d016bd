export default {
	menu: 'Langue',
	offer: 'Lire cette page en français',
	stay: 'Rester en français'
} as const;
