export default {
	title: 'Refer a friend',
	link: 'Your link',
	stats: '{booked} booked · {sent} sent',
	share: 'Share',
	whatsapp: 'WhatsApp',
	text: 'Text message',
	copy: 'Copy link',
	copied: 'Copied ✓',
	terms: 'Terms',
	message: 'I am a customer of {business} and thought of you: {link}',
	privacy: 'Your friends see your first name. You see how many wrote and how many came, not who.',
	privacyNameless: 'Your friends do not see your name. You see how many wrote and how many came, not who.'
} as const;
