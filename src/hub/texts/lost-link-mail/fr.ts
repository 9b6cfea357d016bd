export default {
	subject: 'Votre page chez {business}',
	here: 'Voici le lien vers votre page chez {business} : messages, fichiers, devis et reçus au même endroit.',
	open: 'Ouvrir ma page',
	asked: 'Quelqu’un, sans doute vous, l’a demandé. Si ce n’est pas vous, vous n’avez rien à faire.'
} as const;
