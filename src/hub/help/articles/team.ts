import type { Article } from '../article.ts';

export const team: Article = {
	slug: 'team',
	title: 'Work as a team',
	summary: 'Invite colleagues, and give each the role that fits.',
	category: 'Settings',
	level: 'Setup',
	parts: [
		{ kind: 'heading', text: 'Invite somebody' },
		{
			kind: 'steps',
			steps: [
				{ id: 'team', text: 'Open **Settings**, then **Team**.' },
				{ id: 'invite', text: 'Enter their **Email**, choose a **Role**, and press **Invite**.' }
			]
		},
		{
			kind: 'text',
			text: 'They get a link that works once, within seven days. As long as no mail leaves your installation, copy the link with **Copy link** and send it yourself.'
		},
		{ kind: 'heading', text: 'Roles' },
		{
			kind: 'list',
			items: [
				'**Owner**: everything. Only an owner can approve that a customer is deleted, and make another owner.',
				'**Admin**: settings, channels and team, deleted cases.',
				'**Manager**: everything with customers and cases, merging too.',
				'**Agent**: answers cases, keeps customers and documents.',
				'**Viewer**: looks, and changes nothing.'
			]
		},
		{
			kind: 'text',
			text: 'A case can be **Assigned to** one of you; **Mine** and **Unassigned** in the inbox follow that. When two of you open the same case, each sees the other, and who is typing.'
		},
		{
			kind: 'note',
			text: 'Whoever leaves: choose **Remove** in their role’s menu. They are signed out at once; what they wrote stays.'
		}
	],
	related: ['replying', 'channels']
};
