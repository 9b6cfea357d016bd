export default {
	title: 'Nachrichten',
	case: 'Vorgang {number}',
	none: 'Zurzeit kein offenes Gespräch.',
	noneHint: 'Wenn Sie und {business} sich über einen Termin oder einen Auftrag schreiben, lesen Sie es hier.',
	begin: 'Schreiben Sie an {business}, und ein neues Gespräch beginnt.',
	empty: 'Noch keine Nachrichten.',
	earlier: '{count, plural, one {1 frühere Nachricht} other {# frühere Nachrichten}}',
	showAll: 'Ganzes Gespräch anzeigen',
	you: 'Sie',
	thisPage: 'diese Seite',
	sent: 'Gesendet',
	replyHere: 'Hier antworten',
	writeHere: 'An {business} schreiben',
	send: 'Senden',
	sending: 'Wird gesendet …',
	unsent: 'Noch nicht gesendet. Die Nachricht geht hinaus, sobald Sie wieder online sind.'
} as const;
