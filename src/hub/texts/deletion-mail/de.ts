export default {
	subject: '{business} hat Ihre Daten gelöscht',
	done: 'Ihre Daten bei {business} wurden gelöscht: jede Nachricht, jede Datei und jeder Eintrag über Sie, am {day}. Der Link zu Ihrer Seite öffnet nichts mehr.',
	receipt:
		'Ein unterschriebener Beleg liegt bei. Er sagt, was wann gelöscht wurde, und nennt Sie nicht. Prüfen lässt er sich unter {page}.',
	once: 'Dies ging ein einziges Mal an Ihre Adresse, die nicht aufbewahrt wird.'
} as const;
