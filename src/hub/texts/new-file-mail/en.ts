export default {
	subject: 'New file for you: {file}',
	subjectOfMany: '{count, plural, one {# new file for you} other {# new files for you}}',
	shared:
		'{count, plural, one {{business} has a new file for you.} other {{business} has # new files for you.}}',
	others: '{count, plural, one {and 1 more} other {and # more}}',
	open: '{count, plural, one {Open my file} other {Open my files}}'
} as const;
