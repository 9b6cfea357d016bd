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
	showAll: 'عرض كل عروض الأسعار'
} as const;
