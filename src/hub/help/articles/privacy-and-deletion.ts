import type { Article } from '../article.ts';

export const privacyAndDeletion: Article = {
	slug: 'privacy-and-deletion',
	title: 'When a customer wants their data, or wants to be deleted',
	summary:
		'Customers take everything with them in one tap. A deletion waits for your decision, and is final.',
	category: 'Privacy',
	level: 'Advanced',
	parts: [
		{ kind: 'heading', text: 'They want their data' },
		{
			kind: 'text',
			text: 'Nothing to do for you: **Your privacy** in the portal has **Download my data**, one file with everything you hold on them, and **Download my files**. If a customer asks you by mail or phone instead, download the same from their page.'
		},
		{ kind: 'heading', text: 'They want to be deleted' },
		{
			kind: 'text',
			text: 'When they press **Request deletion**, a red banner stands on their page here and in your inbox, until you decide. The law gives you one month; the banner counts the days. Their portal says **Deletion in progress**, and they can withdraw.'
		},
		{
			kind: 'steps',
			steps: [
				{ id: 'open-request', text: 'Open the customer from the request in your **Inbox**.' },
				{
					id: 'approve',
					text: 'In the banner, press **Approve deletion**. It lists what will go, and what must stay.'
				},
				{
					id: 'confirm',
					text: 'Type the **Customer’s name** as it stands there and **Your password**, and press **Delete for good**.'
				}
			]
		},
		{
			kind: 'picture',
			name: 'deletion',
			alt: 'The banner on the page of a customer who asked to be deleted'
		},
		{
			kind: 'text',
			text: 'Only an owner can. It is a real deletion: the customer, all their cases, messages and files, from the database and from storage, and it cannot be undone. Their link answers like one that never was. Of invoices and receipts, number, date and amounts stay, without their name, so that your bookkeeping has no gaps: you find them in [Settings → Privacy](/settings/privacy). They get a signed receipt of the deletion by mail. Where no mail can leave, or you have no address of theirs, the receipt waits for you there, to be downloaded once.'
		},
		{ kind: 'heading', text: 'You have a reason not to' },
		{
			kind: 'text',
			text: 'A dispute, or papers that the tax office wants: then do not approve. Press **Put on hold**, with a note for yourself on why, or without one; the customer never sees either. Tell them why, though, in a mail: the law asks you to.'
		}
	],
	related: ['portal-and-documents', 'team']
};
