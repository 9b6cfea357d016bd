export default {
	subject: 'Neue Datei für Sie: {file}',
	subjectOfMany: '{count, plural, one {# neue Datei für Sie} other {# neue Dateien für Sie}}',
	shared:
		'{count, plural, one {{business} hat eine neue Datei für Sie.} other {{business} hat # neue Dateien für Sie.}}',
	others: '{count, plural, one {und 1 weitere} other {und # weitere}}',
	open: '{count, plural, one {Meine Datei öffnen} other {Meine Dateien öffnen}}'
} as const;
