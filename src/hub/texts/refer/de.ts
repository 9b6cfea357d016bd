export default {
	title: 'Freunde empfehlen',
	link: 'Ihr Link',
	stats: '{booked} gebucht · {sent} gesendet',
	share: 'Teilen',
	whatsapp: 'Per WhatsApp',
	text: 'Als SMS',
	copy: 'Link kopieren',
	copied: 'Kopiert ✓',
	terms: 'Bedingungen',
	message: 'Ich bin bei {business} und habe an dich gedacht: {link}',
	privacy:
		'Ihre Freunde sehen Ihren Vornamen. Sie sehen, wie viele geschrieben haben und gekommen sind, nicht wer.',
	privacyNameless:
		'Ihre Freunde sehen Ihren Namen nicht. Sie sehen, wie viele geschrieben haben und wie viele gekommen sind, nicht wer.'
} as const;
