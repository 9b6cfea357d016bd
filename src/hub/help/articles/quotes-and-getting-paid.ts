import type { Article } from '../article.ts';

export const quotesAndGettingPaid: Article = {
	slug: 'quotes-and-getting-paid',
	title: 'Quotes, invoices, and getting paid',
	summary: 'Write a quote, make an invoice of it, and record what comes in. No money moves through the hub.',
	category: 'Money',
	level: 'Everyday',
	parts: [
		{ kind: 'heading', text: 'Write a quote' },
		{
			kind: 'steps',
			steps: [
				{
					id: 'new',
					text: 'On the customer’s page, press **New quote**, give it a title, and press **Write the quote**.'
				},
				{
					id: 'lines',
					text: 'Fill in the lines: what, quantity, price, tax and discount. **Add a line** for more. The sums follow as you type.'
				},
				{ id: 'send', text: 'Choose **How** it goes, and press **Send quote**. It has its number now.' }
			]
		},
		{ kind: 'picture', name: 'quote', alt: 'A quote: its lines, its sums, and what can be done next' },
		{
			kind: 'text',
			text: 'The draft is saved while you write. What you send is in the customer’s portal under **Quotes**, with a PDF, and cannot be changed any more; **Duplicate** it to offer something else. Under **More**, keep its lines as a template for the next one. Customers cannot accept or pay in the portal: they answer you, and you mark it.'
		},
		{ kind: 'heading', text: 'From quote to receipt' },
		{
			kind: 'steps',
			steps: [
				{ id: 'accept', text: 'They say yes: press **Mark accepted**.' },
				{ id: 'invoice', text: 'Press **Make invoice**. It gets the next invoice number, without gaps.' },
				{
					id: 'pay',
					text: 'Money came: enter **Amount**, day and **Method**, and press **Record payment**. Parts are fine; what is open stands there.'
				}
			]
		},
		{
			kind: 'text',
			text: 'Each payment is a receipt in their portal. **Mark unpaid** takes a mistake back. A refund is final and closes the case as lost.'
		},
		{
			kind: 'note',
			text: 'How customers pay you is your own text, in [Settings](/settings/quotes). It stands on the invoice and in the portal, and no mail can change it.'
		}
	],
	related: ['portal-and-documents', 'replying']
};
