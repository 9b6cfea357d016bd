import type { Article } from '../article.ts';

export const switchingThePortalOff: Article = {
	slug: 'switching-the-portal-off',
	title: 'Switch the portal off, and on again',
	summary: 'One switch closes every customer’s page at once. Nothing is lost.',
	category: 'Settings',
	level: 'Advanced',
	parts: [
		{
			kind: 'steps',
			steps: [
				{ id: 'settings', text: 'Open **Settings**, then **Branding**.' },
				{
					id: 'off',
					text: 'Use the switch **Customer portal**. It says how many links are live; confirm with **Turn off**.'
				}
			]
		},
		{
			kind: 'text',
			text: 'Off means off, from that moment: every link answers as if it had never been, files that are being opened too; mails no longer end with the link; **Share portal** is hidden. A customer who asks for a lost link gets no mail from you.'
		},
		{
			kind: 'steps',
			steps: [{ id: 'on', text: 'Use the switch again: the same links work, with all that was there.' }]
		},
		{
			kind: 'note',
			text: 'If only one link has gone astray, do not switch off the portal: press **Reset link** on that customer’s page.'
		}
	],
	related: ['portal-and-documents']
};
