export default {
	title: 'Parrainer un proche',
	link: 'Votre lien',
	stats: '{booked} réservés · {sent} envoyés',
	share: 'Partager',
	whatsapp: 'Par WhatsApp',
	text: 'Par SMS',
	copy: 'Copier le lien',
	copied: 'Copié ✓',
	terms: 'Conditions',
	message: 'Je vais chez {business} et j’ai pensé à toi : {link}',
	privacy: 'Vos proches voient votre prénom. Vous voyez combien ont écrit et combien sont venus, pas qui.',
	privacyNameless:
		'Vos proches ne voient pas votre nom. Vous voyez combien ont écrit et combien sont venus, pas qui.'
} as const;
