export default {
	title: 'Vous avez perdu votre lien ?',
	hint: 'Indiquez l’adresse e-mail que l’établissement connaît. Nous y enverrons un nouveau lien.',
	email: 'E-mail',
	send: 'M’envoyer un nouveau lien',
	asked: 'Merci. Si un établissement connaît cette adresse, un e-mail avec votre lien est en route.',
	askedHint:
		'Cela peut prendre quelques minutes. Regardez aussi dans les indésirables. L’établissement peut également vous aider.',
	again: 'Essayer une autre adresse'
} as const;
