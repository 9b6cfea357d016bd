import type { Tx } from '#platform/database/database.ts';
import { instance } from '#platform/instance.ts';
import { isUnsealable } from '#platform/sealing.ts';
import type { ChannelChoice } from './channels.ts';
import type { Reach } from './channels-sql.ts';
import { isOpen, windowEnds } from './whatsapp.ts';
import { lineOf, type WhatsAppLine } from './whatsapp-line.ts';
import { organizationInScope, talkWith } from './whatsapp-sql.ts';

/** W6: whether a customer can be answered by WhatsApp now, until when freely, and in what form after that. */
export async function whatsappChoice(tx: Tx, { customerId, phone }: Reach): Promise<ChannelChoice> {
	const { number, further, lastInboundAt } = await talkWith(tx, customerId);
	const choice = { channel: 'whatsapp', to: further ?? phone } as const;
	if (!choice.to) return { ...choice, obstacle: 'There is no phone number of this customer.' };
	const line = await lineInScope(tx);
	if (!line) return { ...choice, obstacle: 'WhatsApp is not set up.' };
	if (!number)
		return {
			...choice,
			obstacle: 'The phone number needs its country, such as +49, to be found on WhatsApp.'
		};
	if (isOpen(lastInboundAt)) return { ...choice, obstacle: null, until: windowEnds(lastInboundAt) };
	if (line.template)
		return {
			...choice,
			obstacle: null,
			note: `More than 24 hours since the customer’s last message: this goes out inside your template “${line.template.name}”.`
		};
	const why = lastInboundAt
		? 'The customer last wrote more than 24 hours ago'
		: 'The customer has not written by WhatsApp yet';
	return { ...choice, obstacle: `${why}, so WhatsApp lets nobody write freely. Use another way.` };
}

async function lineInScope(tx: Tx): Promise<WhatsAppLine | null> {
	try {
		return await lineOf(instance(), tx, await organizationInScope(tx));
	} catch (cause) {
		// Settings says so, and asks for them again.
		if (isUnsealable(cause)) return null;
		throw cause;
	}
}
