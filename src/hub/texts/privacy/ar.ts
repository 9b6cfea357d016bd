export default {
	title: 'خصوصيتك',
	intro: 'يُحفظ لدى {business} ما يظهر هنا والمحادثات السابقة. يمكن تنزيل كل ذلك أو طلب حذفه.',
	deletion: 'الحذف قيد التنفيذ',
	deletionSince: 'في {day} طلبت حذف بياناتك، وأمام {business} حتى {due} للرد.',
	ask: 'طلب الحذف',
	withdraw: 'سحب الطلب',
	withdrawn: 'تم سحب الطلب. لم يُحذف شيء.'
} as const;
