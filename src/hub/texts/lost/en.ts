export default {
	title: 'Lost your link?',
	hint: 'Type the email address that the business knows you by. We’ll send a fresh link to it.',
	email: 'Email',
	send: 'Send me a fresh link',
	asked: 'Thank you. If a business knows this address, a mail with your link is on its way.',
	askedHint: 'It can take a few minutes. Look in the spam folder too. The business itself can help as well.',
	again: 'Try another address'
} as const;
