export default {
	hello: 'مرحبًا {name}',
	helloNameless: 'مرحبًا',
	intro: 'كل ما يخصك لدى {business} في مكان واحد.',
	asOf: 'كما في {moment}',
	questions: 'هل لديك سؤال؟ فريق {business} في خدمتك.',
	privateLink: 'هذه الصفحة لك وحدك. وبما أن كل من لديه الرابط يستطيع فتحها، يُرجى الحذر عند مشاركته.',
	back: 'العودة إلى صفحتك',
	previewTitle: 'صفحتك',
	previewDescription: 'رسائلك وملفاتك وعروض الأسعار والإيصالات في مكان خاص واحد.'
} as const;
