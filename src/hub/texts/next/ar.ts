export default {
	title: 'ما ينتظرك الآن',
	newFile: 'ملف جديد',
	moreNewFiles:
		'{count, plural, zero {ولا ملفات جديدة أخرى} one {وملف جديد آخر} two {وملفان جديدان آخران} few {و# ملفات جديدة أخرى} many {و# ملفًا جديدًا آخر} other {و# ملف جديد آخر}}',
	quoteWaits: 'عرض سعر بانتظارك',
	seeQuote: 'الاطلاع على العرض',
	invoiceWaits: 'فاتورة مستحقة الدفع',
	invoiceOverdue: 'فاتورة متأخرة السداد',
	seeInvoice: 'عرض الفاتورة',
	newMessage: 'رسالة جديدة من {business}',
	read: 'قراءة'
} as const;
