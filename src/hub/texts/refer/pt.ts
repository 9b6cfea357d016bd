export default {
	title: 'Indique um amigo',
	link: 'Seu link',
	stats: '{booked} reservas · {sent} envios',
	share: 'Compartilhar',
	whatsapp: 'Por WhatsApp',
	text: 'Por SMS',
	copy: 'Copiar link',
	copied: 'Copiado ✓',
	terms: 'Condições',
	message: 'Sou cliente de {business} e pensei em você: {link}',
	privacy: 'Seus amigos veem seu primeiro nome. Você vê quantos escreveram e quantos vieram, não quem.',
	privacyNameless: 'Seus amigos não veem seu nome. Você vê quantos escreveram e quantos vieram, não quem.'
} as const;
