export default {
	subject: 'ملف جديد لك: {file}',
	subjectOfMany:
		'{count, plural, zero {لا ملفات جديدة} one {ملف جديد لك} two {ملفان جديدان لك} few {# ملفات جديدة لك} many {# ملفًا جديدًا لك} other {# ملف جديد لك}}',
	shared:
		'{count, plural, zero {لا ملفات جديدة من {business}.} one {لديك ملف جديد من {business}.} two {لديك ملفان جديدان من {business}.} few {لديك # ملفات جديدة من {business}.} many {لديك # ملفًا جديدًا من {business}.} other {لديك # ملف جديد من {business}.}}',
	others:
		'{count, plural, zero {ولا شيء غير ذلك} one {وملف آخر} two {وملفان آخران} few {و# ملفات أخرى} many {و# ملفًا آخر} other {و# ملف آخر}}',
	open: '{count, plural, zero {فتح ملفاتي} one {فتح ملفي} two {فتح ملفيّ} few {فتح ملفاتي} many {فتح ملفاتي} other {فتح ملفاتي}}'
} as const;
