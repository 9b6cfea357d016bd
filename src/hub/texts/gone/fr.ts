export default {
	title: 'Ce lien n’ouvre rien',
	why: 'Il est peut-être incomplet, il a pu être remplacé par un lien plus récent, ou la page est désactivée.',
	what: 'Rouvrez le lien depuis votre message le plus récent, ou demandez-en un nouveau.'
} as const;
