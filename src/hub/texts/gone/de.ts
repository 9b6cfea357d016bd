export default {
	title: 'Dieser Link führt nirgendwohin',
	why: 'Vielleicht ist er unvollständig, wurde durch einen neueren ersetzt, oder die Seite dahinter ist abgeschaltet.',
	what: 'Öffnen Sie den Link aus Ihrer neuesten Nachricht noch einmal, oder fordern Sie einen neuen an.'
} as const;
