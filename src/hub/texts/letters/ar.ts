export default {
	hello: 'مرحبًا {name}،',
	helloUnnamed: 'مرحبًا،',
	quote: 'إليك عرض السعر «{title}».',
	quoteUntil: 'إليك عرض السعر «{title}»، صالح حتى {day}.',
	invoice: 'إليك الفاتورة {number} بمبلغ {amount}: «{title}».',
	invoiceDue: 'إليك الفاتورة {number} بمبلغ {amount}، تاريخ الاستحقاق {day}: «{title}».',
	deletion: 'طلب حذف بياناتك'
} as const;
