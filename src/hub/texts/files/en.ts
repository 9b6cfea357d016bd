export default {
	title: 'Files for you',
	download: 'Download',
	isNew: 'New',
	showAll: 'Show all {count} files'
} as const;
