export default {
	title: 'الرسائل',
	case: 'طلب رقم {number}',
	none: 'لا توجد محادثة مفتوحة حاليًا.',
	noneHint: 'كل محادثة بينك وبين {business} بشأن موعد أو خدمة تظهر هنا.',
	begin: 'تبدأ محادثة جديدة بمجرد أن تصل رسالتك إلى {business}.',
	empty: 'لا توجد رسائل بعد.',
	earlier:
		'{count, plural, zero {لا رسائل سابقة} one {رسالة سابقة واحدة} two {رسالتان سابقتان} few {# رسائل سابقة} many {# رسالة سابقة} other {# رسالة سابقة}}',
	showAll: 'عرض المحادثة كاملة',
	you: 'أنت',
	thisPage: 'هذه الصفحة',
	sent: 'أُرسلت',
	replyHere: 'الرد هنا',
	writeHere: 'رسالتك إلى {business}',
	send: 'إرسال',
	sending: 'جارٍ الإرسال…',
	unsent: 'لم تُرسل بعد. ستُرسل فور عودة الاتصال بالإنترنت.'
} as const;
