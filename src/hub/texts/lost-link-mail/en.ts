export default {
	subject: 'Your page at {business}',
	here: 'Here is the link to your own page at {business}: messages, files, quotes and receipts in one place.',
	open: 'Open my page',
	asked: 'Somebody, probably you, asked for it. If it was not you, you need not do anything.'
} as const;
