export default {
	title: 'Dateien für Sie',
	download: 'Herunterladen',
	isNew: 'Neu',
	showAll: 'Alle {count} Dateien anzeigen'
} as const;
