export default {
	hello: 'Bonjour {name},',
	helloNameless: 'Bonjour,',
	portal: 'Vos messages, fichiers et devis',
	care: 'Ce lien n’est qu’à vous : toute personne qui l’a peut ouvrir votre page.',
	keep: 'Gardez ce lien pour vous : toute personne qui l’a peut ouvrir votre page.',
	reference: 'Référence : {number}'
} as const;
