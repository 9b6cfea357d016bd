export default {
	title: 'Ihre Privatsphäre',
	intro:
		'{business} bewahrt auf, was Sie hier sehen, und Ihre früheren Gespräche. Sie können alles mitnehmen oder um die Löschung von allem bitten.',
	deletion: 'Löschung läuft',
	deletionSince:
		'Am {day} haben Sie um die Löschung Ihrer Daten gebeten. {business} hat bis {due} Zeit für eine Antwort.',
	ask: 'Löschung beantragen',
	withdraw: 'Antrag zurückziehen',
	withdrawn: 'Ihr Antrag ist zurückgezogen. Es wurde nichts gelöscht.'
} as const;
