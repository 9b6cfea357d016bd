export default {
	title: 'الإيصالات',
	method: {
		cash: 'نقدًا',
		card: 'بطاقة',
		transfer: 'تحويل بنكي',
		other: 'دفعة'
	},
	refundedOn: 'استُرد في {day}',
	showAll: 'عرض كل الإيصالات',
	pdf: 'PDF'
} as const;
