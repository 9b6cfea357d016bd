import type { Article } from '../article.ts';

export const followUps: Article = {
	slug: 'follow-ups',
	title: 'Be reminded when nobody answers',
	summary: 'Set a day; if the customer has not written by then, the case comes back to you.',
	category: 'Inbox & follow-ups',
	level: 'Everyday',
	parts: [
		{
			kind: 'text',
			text: 'Most lost jobs are lost in silence. When you wait for an answer, let the case come back by itself.'
		},
		{
			kind: 'steps',
			steps: [
				{ id: 'more', text: 'In the case, open **More** and choose **Remind me**.' },
				{ id: 'day', text: 'Choose a day, and confirm with **Remind me**.' }
			]
		},
		{
			kind: 'text',
			text: 'If the customer answers before, the reminder is gone. If not, the case stands above your inbox and on your [Dashboard](/dashboard) that morning, and you get a mail if you want one. What you win after a reminder counts there as recovered.'
		}
	],
	related: ['replying']
};
