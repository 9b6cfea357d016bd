export default {
	title: 'دعوة الأصدقاء',
	link: 'رابطك',
	stats: '{booked} حجز · {sent} دعوة',
	share: 'مشاركة',
	whatsapp: 'عبر واتساب',
	text: 'رسالة نصية',
	copy: 'نسخ الرابط',
	copied: 'تم النسخ ✓',
	terms: 'الشروط',
	message: 'أتعامل مع {business} وأردت إخبارك: {link}',
	privacy: 'يرى أصدقاؤك اسمك الأول فقط. ويظهر لك عدد من راسلوا ومن حضروا، دون أسمائهم.',
	privacyNameless: 'لا يرى أصدقاؤك اسمك. ويظهر لك عدد من راسلوا ومن حضروا، دون أسمائهم.'
} as const;
