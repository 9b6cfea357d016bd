export default {
	nothingWritten: 'Bitte schreiben Sie zuerst etwas.',
	closedMeanwhile:
		'Dieses Gespräch wurde inzwischen geschlossen, Ihre Nachricht wurde deshalb nicht gesendet. Bitte schreiben Sie dem Geschäft direkt.',
	tooManyMessages:
		'Das waren viele Nachrichten auf einmal. Bitte versuchen Sie es in zehn Minuten noch einmal.',
	tooManyPapers: 'Das waren viele PDFs auf einmal. Bitte versuchen Sie es in zehn Minuten noch einmal.',
	noPaper:
		'Das PDF kann im Moment nicht erstellt werden. Bitte versuchen Sie es in einer Minute noch einmal.',
	askedTooOften:
		'Sie haben heute schon mehrmals darum gebeten. Bitte versuchen Sie es morgen noch einmal, oder schreiben Sie dem Geschäft.',
	tooLong: 'Das ist zu lang. Bitte kürzen Sie es und versuchen Sie es noch einmal.',
	noAddress: 'Die E-Mail-Adresse sieht nicht richtig aus. Sie sollte wie name@example.com aussehen.',
	addressMissing: 'Die E-Mail-Adresse fehlt.',
	filesAway:
		'Die Dateien sind im Moment nicht erreichbar. Bitte versuchen Sie es in einer Minute noch einmal.',
	tooOften: 'Das wurde zu oft versucht. Bitte versuchen Sie es später noch einmal.',
	sameMoment: 'Jemand anderes hat das im selben Augenblick geändert. Bitte versuchen Sie es noch einmal.',
	other: 'Das konnte nicht gespeichert werden. Bitte prüfen Sie es und versuchen Sie es noch einmal.'
} as const;
