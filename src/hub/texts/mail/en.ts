export default {
	hello: 'Hello {name},',
	helloNameless: 'Hello,',
	portal: 'Your messages, files and quotes',
	care: 'This link is yours alone: whoever has it can open your page.',
	keep: 'Keep this link to yourself: whoever has it can open your page.',
	reference: 'Reference: {number}'
} as const;
