export default {
	hello: 'Hello {name}',
	helloNameless: 'Hello',
	intro: 'Everything from {business}, in one place.',
	asOf: 'As of {moment}',
	questions: 'Questions? {business} is happy to help.',
	privateLink: 'This page is yours alone. Whoever has its link can open it, so share it with care.',
	back: 'Back to your page',
	previewTitle: 'Your page',
	previewDescription: 'Messages, files, quotes and receipts, in one private place.'
} as const;
