import type { Article } from '../article.ts';

export const referrals: Article = {
	slug: 'referrals',
	title: 'Let customers recommend you',
	summary:
		'A link of their own to hand on, a short form for their friend, and a credit when you win the job.',
	category: 'Customers',
	level: 'Setup',
	parts: [
		{
			kind: 'steps',
			steps: [
				{ id: 'settings', text: 'Open **Settings**, then **Branding**.' },
				{
					id: 'reward',
					text: 'Under **Referral program**, write the **Reward**, such as “10 € off for both of you”, and switch it on.'
				}
			]
		},
		{
			kind: 'text',
			text: 'Every portal then has **Refer a friend** with a link and buttons to share it. The friend sees a page in your colours with the customer’s first name, the reward and a short form. What the friend writes opens a case with you; win it, and the recommendation is credited. Close it differently later, and the credit is taken back.'
		},
		{
			kind: 'steps',
			steps: [{ id: 'ledger', text: 'Open **Referrals** to see who sent whom, and what was credited.' }]
		},
		{
			kind: 'note',
			text: 'If the friend’s address is one that you know, the case says “Might be …”. Nothing of what was typed reaches that customer’s data or portal until you confirm who it is.'
		}
	],
	related: ['loyalty-and-preferences', 'quotes-and-getting-paid']
};
