import type { Article } from '../article.ts';

export const merging: Article = {
	slug: 'merging',
	title: 'Make one customer of two',
	summary:
		'Somebody wrote from another address and is in your list twice: put both together, and take it back for a day.',
	category: 'Customers',
	level: 'Everyday',
	parts: [
		{
			kind: 'steps',
			steps: [
				{ id: 'customer', text: 'Open **Customers** and the page of the one who shall stay.' },
				{ id: 'more', text: 'Press **More actions**, then **Merge with …**.' },
				{
					id: 'other',
					text: 'Choose the other one. **Perhaps the same person** lists who looks alike; **Find the other one** finds anybody.'
				},
				{
					id: 'preview',
					text: 'Read **What happens**, and choose which name, address and number hold where the two differ.'
				},
				{ id: 'merge', text: 'Press **Merge**.' }
			]
		},
		{
			kind: 'text',
			text: 'Cases with their messages, files, quotes, payments and recommendations of both are then in one place. Mail from either address and messages from either number come in there, and both portal links open the same page, until you take one away under **Details**.'
		},
		{
			kind: 'steps',
			steps: [{ id: 'undo', text: 'It was a mistake? Press **Undo** on their page, within a day.' }]
		},
		{
			kind: 'note',
			text: 'Make sure that it is the same person: whoever has one of the two links then sees what belonged to both.'
		}
	],
	related: ['portal-and-documents', 'privacy-and-deletion']
};
