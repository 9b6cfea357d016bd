import type { Article } from '../article.ts';

export const takingEverythingWithYou: Article = {
	slug: 'taking-everything-with-you',
	title: 'Take everything with you',
	summary:
		'Your customers as a spreadsheet, one customer’s data as a file, or your whole business as one ZIP.',
	category: 'Settings',
	level: 'Advanced',
	parts: [
		{ kind: 'heading', text: 'Customers for a spreadsheet' },
		{
			kind: 'steps',
			steps: [
				{ id: 'customers', text: 'Open **Customers**.' },
				{ id: 'csv', text: 'Press **Export**. The file opens in Excel, Numbers and LibreOffice.' }
			]
		},
		{ kind: 'heading', text: 'The whole business' },
		{
			kind: 'steps',
			steps: [
				{ id: 'business', text: 'Open **Settings**, then **Business**.' },
				{ id: 'everything', text: 'Under **Export everything**, press **Export everything**.' }
			]
		},
		{
			kind: 'text',
			text: 'The ZIP holds customers.csv for a spreadsheet, every row for other programs, and every file. It comes while it is made, so a large one takes as long as the download. One customer’s data alone is on the customer’s page: **Download data**.'
		},
		{
			kind: 'note',
			text: 'Owners and admins may take customers along; the whole business, only an owner. The file holds everything about all of your customers: keep it as safe as they are kept here. Each customer’s page says that you took it.'
		}
	],
	related: ['backups', 'privacy-and-deletion']
};
