export default {
	menu: 'Language',
	offer: 'Read this page in English',
	stay: 'Keep English'
} as const;
