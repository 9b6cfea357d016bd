import type { Article } from '../article.ts';

export const channels: Article = {
	slug: 'channels',
	title: 'Connect your mail and WhatsApp',
	summary: 'Answers leave from your own address and number, and what customers write there arrives here.',
	category: 'Getting started',
	level: 'Setup',
	parts: [
		{
			kind: 'text',
			text: 'The portal works by itself. For mail and WhatsApp, enter what your provider gave you under [Channels](/settings/channels). Only owners and admins can; passwords are kept encrypted and never shown again.'
		},
		{ kind: 'heading', text: 'Mail that leaves' },
		{
			kind: 'steps',
			steps: [
				{ id: 'channels', text: 'Open **Settings**, then **Channels**.' },
				{
					id: 'outgoing',
					text: 'Under **Outgoing mail**, enter the address to send from, the server, and your name and password there.'
				},
				{
					id: 'save-outgoing',
					text: 'Press **Save outgoing mail**, then **Send a test mail to me**.'
				}
			]
		},
		{
			kind: 'text',
			text: 'Until a server is set up, mail waits in the [Outbox](/settings/outbox) and says so. None is lost.'
		},
		{ kind: 'heading', text: 'Mail that arrives' },
		{
			kind: 'text',
			text: 'There are two ways. Either let the hub read your mailbox: enter it under **Incoming mail** and press **Test the mailbox**. Or forward mail to the address that stands there. Each mail joins its case by itself; somebody new becomes a new customer with a new case.'
		},
		{
			kind: 'note',
			text: 'A mail joins a case only if it answers one that left from here, so that nobody can write their way into another customer’s conversation. Out-of-office replies are shown, and open nothing.'
		},
		{ kind: 'heading', text: 'WhatsApp' },
		{
			kind: 'text',
			text: 'You need a WhatsApp Business number at Meta. Under **WhatsApp**, enter the phone number’s id, the access token and the app secret, and give Meta the callback URL that stands there. WhatsApp lets you answer freely for 24 hours after a customer wrote. The composer counts them down; after that, choose your template or answer by mail.'
		}
	],
	related: ['replying', 'team']
};
