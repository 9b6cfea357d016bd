export default {
	title: 'This link does not open anything',
	why: 'It may be incomplete, it may have been replaced by a newer one, or the page behind it is switched off.',
	what: 'Open the link from your newest message again, or get a fresh one.'
} as const;
