export default {
	subject: 'Un nouveau fichier pour vous : {file}',
	subjectOfMany: '{count, plural, one {# nouveau fichier pour vous} other {# nouveaux fichiers pour vous}}',
	shared:
		'{count, plural, one {{business} a partagé un nouveau fichier avec vous.} other {{business} a partagé # nouveaux fichiers avec vous.}}',
	others: '{count, plural, one {et # autre} other {et # autres}}',
	open: '{count, plural, one {Ouvrir mon fichier} other {Ouvrir mes fichiers}}'
} as const;
