import type { Article } from '../article.ts';

export const backups: Article = {
	slug: 'backups',
	title: 'Backups, and coming back from one',
	summary: 'What whoever runs the installation does each night, and what you can do yourself today.',
	category: 'Settings',
	level: 'Advanced',
	parts: [
		{
			kind: 'text',
			text: 'Your data lies on the machine on which this installation runs. One command writes database and files into one encrypted archive, while everybody works; another brings it back. Whoever runs the installation lets the first one run each night and keeps the archives on another machine.'
		},
		{
			kind: 'steps',
			steps: [
				{
					id: 'backup',
					text: 'On the machine, run **bin/hub backup --to hub.tar.age --passphrase-file passphrase**. Without a passphrase it is not encrypted.'
				},
				{
					id: 'doctor',
					text: 'Now and then, run **bin/hub doctor**: it says when a file is missing, or a deletion is not finished.'
				},
				{
					id: 'restore',
					text: 'Onto an empty installation, **bin/hub restore hub.tar.age --passphrase-file passphrase** brings it back.'
				}
			]
		},
		{ kind: 'heading', text: 'Who was deleted stays deleted' },
		{
			kind: 'text',
			text: 'A backup still holds customers who were deleted after it was made. A list of deletions, which names nobody, lies outside of it, and a restore deletes them again before anybody can sign in. Keep that list on another disk, and backups no longer than you need them.'
		},
		{ kind: 'heading', text: 'A copy of your own' },
		{
			kind: 'text',
			text: 'You do not run the installation yourself? Take [everything with you](/help/taking-everything-with-you) as a file whenever you like. It is for reading and for other programs; only a backup brings this installation back.'
		},
		{
			kind: 'note',
			text: 'A backup that was never tried is a hope. Ask when a restore was tried last.'
		}
	],
	related: ['taking-everything-with-you', 'privacy-and-deletion']
};
