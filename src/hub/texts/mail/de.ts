export default {
	hello: 'Guten Tag {name},',
	helloNameless: 'Guten Tag,',
	portal: 'Ihre Nachrichten, Dateien und Angebote',
	care: 'Dieser Link gehört nur Ihnen: Wer ihn hat, kann Ihre Seite öffnen.',
	keep: 'Behalten Sie diesen Link für sich: Wer ihn hat, kann Ihre Seite öffnen.',
	reference: 'Vorgang: {number}'
} as const;
