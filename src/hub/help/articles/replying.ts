import type { Article } from '../article.ts';

export const replying: Article = {
	slug: 'replying',
	title: 'Answer everybody from one inbox',
	summary: 'Email, WhatsApp and the portal come together in cases. Who waits for you is in Needs reply.',
	category: 'Inbox & follow-ups',
	level: 'Everyday',
	parts: [
		{
			kind: 'text',
			text: 'A case is a conversation with one customer about one job, with a number such as YS-000123. Whatever they write, by mail, on WhatsApp or under **Reply here** in the portal, lands in it, with a pill that says by which way it came. When they write, the case is open again by itself and stands in **Needs reply**.'
		},
		{ kind: 'heading', text: 'Answer' },
		{
			kind: 'steps',
			steps: [
				{ id: 'needs-reply', text: 'Open **Inbox**. **Needs reply** holds those who wait for you.' },
				{ id: 'open-case', text: 'Choose a case, by a click or with **j**, **k** and **Enter**.' },
				{
					id: 'reply',
					text: 'Press **Reply** or **r**, and write. Beside the button stands the way by which it will go; change it there.'
				},
				{
					id: 'send',
					text: 'Press **Send**. For five seconds you can take it back with **Undo**; then it leaves.'
				}
			]
		},
		{ kind: 'picture', name: 'case', alt: 'A case: the conversation in the middle, the customer beside it' },
		{
			kind: 'list',
			items: [
				'What you type is kept as a draft, also when you leave the page.',
				'Type **/** in an empty answer for a [saved reply](/settings/replies).',
				'If the customer writes while you type, you see it before your answer leaves.',
				'A **Note** is for your team only. No customer ever sees one.'
			]
		},
		{ kind: 'heading', text: 'Close a case' },
		{
			kind: 'steps',
			steps: [
				{
					id: 'close',
					text: 'Press **Close case** or **e**, say how it ended and what it was worth, and confirm. A new message from the customer opens it again.'
				}
			]
		},
		{
			kind: 'text',
			text: 'What you enter as deal value adds up on your [Dashboard](/dashboard). **Reopen** undoes a closing.'
		},
		{ kind: 'heading', text: 'Find an old case' },
		{
			kind: 'steps',
			steps: [
				{
					id: 'find',
					text: 'Press **Ctrl K** (**⌘K** on a Mac) and type its number, with or without the letters, or the customer’s name, address or phone number.'
				}
			]
		}
	],
	related: ['follow-ups', 'channels', 'portal-and-documents']
};
