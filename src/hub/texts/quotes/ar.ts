export default {
	title: 'عروض الأسعار',
	status: {
		sent: 'مفتوح',
		accepted: 'مقبول',
		declined: 'مرفوض',
		invoiced: 'فاتورة',
		paid: 'مدفوع',
		refunded: 'مُسترَد',
		void: 'ملغى'
	},
	expired: 'منتهي الصلاحية',
	validUntil: 'صالح حتى {day}',
	item: 'البند',
	quantity: 'الكمية',
	amount: 'المبلغ',
	subtotal: 'المجموع الفرعي',
	tax: 'الضريبة',
	total: 'الإجمالي',
	showAll: 'عرض كل عروض الأسعار',
	discount: 'خصم',
	taxIncluded: 'منها ضريبة',
	paid: 'المدفوع حتى الآن',
	open: 'المتبقي',
	due: 'تاريخ الاستحقاق {day}',
	overdue: 'متأخرة منذ {day}',
	answer: 'هل العرض مناسب أم هناك ما يلزم تغييره؟ يُرجى الكتابة إلى {business} في الرسائل.',
	howToPay: 'كيفية الدفع',
	unchanged:
		'هذه البيانات حددها {business}، ولا تتغير أبدًا عبر البريد الإلكتروني: إذا ذكرت رسالة بيانات أخرى فيُرجى عدم الدفع وسؤال {business} أولًا.',
	pdf: 'PDF'
} as const;
