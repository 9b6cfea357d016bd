export default {
	nothingWritten: 'Écrivez d’abord quelque chose, s’il vous plaît.',
	closedMeanwhile:
		'Cette conversation a été close entre-temps, votre message n’a donc pas été envoyé. Écrivez directement à l’établissement, s’il vous plaît.',
	tooManyMessages: 'Cela fait beaucoup de messages d’un coup. Réessayez dans dix minutes.',
	tooManyPapers: 'Cela fait beaucoup de PDF d’un coup. Réessayez dans dix minutes.',
	noPaper: 'Le PDF ne peut pas être créé pour le moment. Réessayez dans une minute.',
	askedTooOften:
		'Vous l’avez déjà demandé plusieurs fois aujourd’hui. Réessayez demain, ou écrivez à l’établissement.',
	tooLong: 'C’est trop long. Raccourcissez le texte et réessayez.',
	noAddress: 'L’adresse e-mail ne semble pas correcte. Elle devrait ressembler à nom@example.com.',
	addressMissing: 'L’adresse e-mail manque.',
	filesAway: 'Les fichiers ne sont pas accessibles pour le moment. Réessayez dans une minute.',
	tooOften: 'Trop de tentatives. Réessayez plus tard.',
	sameMoment: 'Quelqu’un d’autre a modifié cela au même moment. Veuillez réessayer.',
	other: 'Impossible d’enregistrer. Vérifiez et réessayez.'
} as const;
