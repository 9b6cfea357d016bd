export default {
	title: 'خصوصيتك',
	deletion: 'الحذف قيد التنفيذ',
	deletionSince: 'في {day} طلبت حذف بياناتك، وقد وصل طلبك إلى {business}.'
} as const;
