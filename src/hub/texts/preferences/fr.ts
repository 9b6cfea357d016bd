export default {
	title: 'Vos préférences',
	hint: 'Ce que {business} doit savoir : allergies, la personne que vous préférez, animaux, où se trouve la clé. Personne d’autre que vous ne peut modifier ce texte.',
	save: 'Enregistrer les préférences',
	saved: 'Enregistré ✓',
	saving: 'Enregistrement…',
	unsaved: 'Pas encore enregistré',
	offline: 'Pas encore enregistré. Ce sera fait dès que vous serez de nouveau en ligne.',
	count: '{used} caractères sur {most}',
	overwritten: 'Enregistré. Entre-temps, un autre onglet ou appareil avait enregistré ceci à la place :',
	useThat: 'Reprendre ce texte',
	keepBoth: 'Garder les deux'
} as const;
