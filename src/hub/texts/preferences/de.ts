export default {
	title: 'Ihre Wünsche',
	hint: 'Woran {business} denken soll: Allergien, wen Sie gern sehen, Haustiere, wo der Schlüssel liegt. Nur Sie können das ändern.',
	save: 'Wünsche speichern',
	saved: 'Gespeichert ✓',
	saving: 'Wird gespeichert …',
	unsaved: 'Noch nicht gespeichert',
	offline: 'Noch nicht gespeichert. Das geschieht, sobald Sie wieder online sind.',
	count: '{used} von {most} Zeichen',
	overwritten:
		'Gespeichert. Inzwischen hatte ein anderer Tab oder ein anderes Gerät an dieser Stelle dies gespeichert:',
	useThat: 'Stattdessen das verwenden',
	keepBoth: 'Beides behalten'
} as const;
