export default {
	subject: 'Archivo nuevo para ti: {file}',
	subjectOfMany: '{count, plural, one {# archivo nuevo para ti} other {# archivos nuevos para ti}}',
	shared:
		'{count, plural, one {{business} tiene un archivo nuevo para ti.} other {{business} tiene # archivos nuevos para ti.}}',
	others: '{count, plural, one {y 1 más} other {y # más}}',
	open: '{count, plural, one {Abrir mi archivo} other {Abrir mis archivos}}'
} as const;
