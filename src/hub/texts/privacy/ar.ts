export default {
	title: 'خصوصيتك',
	intro: 'تحتفظ {business} بما يظهر هنا وبالمحادثات السابقة. يمكن طلب حذف كل ذلك.',
	deletion: 'الحذف قيد التنفيذ',
	deletionSince: 'في {day} طلبت حذف بياناتك، وأمام {business} حتى {due} للرد.',
	ask: 'طلب الحذف',
	withdraw: 'سحب الطلب'
} as const;
