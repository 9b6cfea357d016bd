export default {
	title: 'ملفات لك',
	download: 'تنزيل',
	isNew: 'جديد',
	showAll: 'عرض كل الملفات ({count})'
} as const;
