import type { Article } from '../article.ts';

export const loyaltyAndPreferences: Article = {
	slug: 'loyalty-and-preferences',
	title: 'Loyal customers, and what they ask you to mind',
	summary: 'A pill for those who come back, and notes that customers write for you.',
	category: 'Customers',
	level: 'Everyday',
	parts: [
		{ kind: 'heading', text: 'The loyalty pill' },
		{
			kind: 'text',
			text: 'Whoever comes back sees it in the portal: “3rd visit this year ✨”, or “VIP”. It counts the cases that you closed as won in the last 365 days; a refund takes one away. Nothing is shown for a first visit. A tap on it says why, and you see the same on the customer’s page.'
		},
		{
			kind: 'steps',
			steps: [
				{ id: 'settings', text: 'Open **Settings**, then **Branding**.' },
				{
					id: 'loyalty',
					text: 'Under **Loyalty**, choose what a case is called and from how many on somebody is a VIP. What customers will see stands below. Press **Save loyalty**.'
				}
			]
		},
		{ kind: 'heading', text: 'Their preferences' },
		{
			kind: 'text',
			text: 'Allergies, a favourite stylist, a dog at the door: **Your preferences** in the portal is theirs to write. You read it on the customer’s page and beside each case, with when it changed, and nobody here can change it.'
		},
		{
			kind: 'steps',
			steps: [{ id: 'read', text: 'Open the customer: **Preferences** is on their page.' }]
		}
	],
	related: ['referrals', 'portal-and-documents']
};
