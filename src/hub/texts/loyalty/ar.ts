export default {
	nth: {
		visit: 'الزيارة رقم {count} هذا العام ✨',
		session: 'الجلسة رقم {count} هذا العام ✨',
		shoot: 'جلسة التصوير رقم {count} هذا العام ✨',
		clean: 'التنظيف رقم {count} هذا العام ✨',
		job: 'العمل رقم {count} هذا العام ✨'
	},
	why: {
		visit:
			'{count, plural, zero {# زيارة} one {زيارة} two {زيارتان} few {# زيارات} many {# زيارة} other {# زيارة}} في آخر 365 يومًا: {days}.',
		session:
			'{count, plural, zero {# جلسة} one {جلسة} two {جلستان} few {# جلسات} many {# جلسة} other {# جلسة}} في آخر 365 يومًا: {days}.',
		shoot:
			'{count, plural, zero {# جلسة تصوير} one {جلسة تصوير} two {جلستا تصوير} few {# جلسات تصوير} many {# جلسة تصوير} other {# جلسة تصوير}} في آخر 365 يومًا: {days}.',
		clean:
			'{count, plural, zero {# مرة تنظيف} one {مرة تنظيف} two {مرتا تنظيف} few {# مرات تنظيف} many {# مرة تنظيف} other {# مرة تنظيف}} في آخر 365 يومًا: {days}.',
		job: '{count, plural, zero {# عمل} one {عمل} two {عملان} few {# أعمال} many {# عملًا} other {# عمل}} في آخر 365 يومًا: {days}.'
	},
	andMore: '{days} و{count} قبل ذلك',
	vip: '{name} ابتداءً من {count} خلال 365 يومًا.',
	then: 'يبقى ذلك حتى {day} ما لم تُضف مرة أخرى. وبعدها يظهر «{pill}».',
	thenNothing: 'يبقى ذلك حتى {day} ما لم تُضف مرة أخرى. وبعدها لا يظهر شيء.',
	refund: 'ما يُسترَد ثمنه لا يُحتسب.'
} as const;
