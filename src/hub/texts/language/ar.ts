export default {
	menu: 'اللغة',
	offer: 'قراءة هذه الصفحة بالعربية',
	stay: 'الإبقاء على العربية'
} as const;
