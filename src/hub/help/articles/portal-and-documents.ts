import type { Article } from '../article.ts';

export const portalAndDocuments: Article = {
	slug: 'portal-and-documents',
	title: 'The customer’s portal, and files you share in it',
	summary: 'Give each customer one private link, and put contracts, photos and invoices behind it.',
	category: 'Customers',
	level: 'Setup',
	parts: [
		{
			kind: 'text',
			text: 'Every customer has a page of their own. It opens with one private link, without an account or a password, on any phone, and holds everything between the two of you: the conversation, files, quotes, receipts, their notes for you, and control of their data. The link is the key: whoever has it can open the page, so no two customers share one.'
		},
		{ kind: 'heading', text: 'Share a file' },
		{
			kind: 'steps',
			steps: [
				{ id: 'open-customer', text: 'Open **Customers** and choose the customer.' },
				{
					id: 'choose-file',
					text: 'Under **Documents**, choose a **File** or drop several. Each may have up to 50 MB. Nothing is uploaded yet.'
				},
				{ id: 'label', text: 'Give it a **Label** if its name says little, such as “Contract 2026”.' },
				{
					id: 'upload',
					text: 'Press **Upload**. The file is in their portal at once, marked as new until they first open it.'
				}
			]
		},
		{ kind: 'picture', name: 'documents', alt: 'The Documents panel on a customer’s page' },
		{
			kind: 'text',
			text: 'They download it through a link that lives for a minute, so a copied address opens nothing later. The row tells you when they last did. Files go one way: they cannot upload here, but they can attach files to a mail.'
		},
		{ kind: 'heading', text: 'Send them the link' },
		{
			kind: 'steps',
			steps: [
				{
					id: 'share',
					text: 'On the customer’s page, press **Share portal**: copy the link, or send it by email, WhatsApp or your phone’s own share menu.'
				}
			]
		},
		{
			kind: 'text',
			text: 'The link also stands at the end of every mail that you send from here, and it works from any of them, however old. **View as customer** shows you the page as they see it; it does not count as their visit.'
		},
		{ kind: 'heading', text: 'Delete a file' },
		{
			kind: 'steps',
			steps: [
				{
					id: 'delete',
					text: 'Press **Delete** in the file’s row and confirm with **Delete**. It is gone from storage and from their page, and links to it are dead.'
				}
			]
		},
		{ kind: 'heading', text: 'If a link went to the wrong person' },
		{
			kind: 'steps',
			steps: [
				{
					id: 'reset',
					text: 'On the customer’s page, press **Reset link** and confirm. The old link opens nothing from then on; send them the new one.'
				}
			]
		},
		{
			kind: 'note',
			text: 'A customer who lost the link finds “Lost your link?” on any dead page and gets a fresh one by mail, if their address is on file.'
		}
	],
	related: ['replying', 'privacy-and-deletion', 'switching-the-portal-off']
};
