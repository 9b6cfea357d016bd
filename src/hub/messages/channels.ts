import type { Tx } from '#platform/database/database.ts';
import { reachOf, type Reach } from './channels-sql.ts';
import { channels, type Channel } from './types.ts';
import { whatsappChoice } from './whatsapp-choice.ts';

/** A way in which a customer may be answered, for the composer. */
export type ChannelChoice = {
	channel: Channel;
	/** Why it cannot be used, in a sentence; null: it can. */
	obstacle: string | null;
	/** Where it goes, such as the address or the number. */
	to: string | null;
	/** What the composer counts down to: WhatsApp lets a business write freely until then. */
	until?: Date | null;
	/** Something to know before sending, in a sentence. */
	note?: string | null;
};

/**
 * Says whether a channel can be used for this customer now. Each channel's own code puts its rule into `channelRules`; it may
 * read what its settings say in the transaction, which is the member's.
 */
export type ChannelRule = (tx: Tx, reach: Reach) => ChannelChoice | Promise<ChannelChoice>;

const channelRules: Record<Channel, ChannelRule> = {
	email: (_tx, { email }) => ({
		channel: 'email',
		to: email,
		obstacle: email ? null : 'There is no email address of this customer.'
	}),
	whatsapp: whatsappChoice,
	portal: (_tx, { portalEnabled, seenAt }) => ({
		channel: 'portal',
		to: null,
		obstacle: portalEnabled ? null : 'The customer portal is off.',
		note:
			portalEnabled && !seenAt ? 'They have never been on their page, so they may not find this there.' : null
	})
};

export type Channels = {
	/** In the order of `channels`. */
	choices: ChannelChoice[];
	/**
	 * The customer's own last way when it can be used, else the first that can; null: none can. The portal is no way of somebody who has
	 * never been there: a friend who wrote by a referral link has a page and does not know it.
	 */
	preferred: Channel | null;
};

/** How a customer can be answered now. Without such a customer, nothing can be used. */
export async function channelsFor(tx: Tx, customerId: string): Promise<Channels> {
	const reach = await reachOf(tx, customerId);
	if (!reach) return { choices: [], preferred: null };
	const choices: ChannelChoice[] = [];
	for (const channel of channels) choices.push(await channelRules[channel](tx, reach));
	const usable = choices.filter(({ obstacle }) => obstacle === null).map(({ channel }) => channel);
	const known = usable.filter((channel) => channel !== 'portal' || reach.seenAt !== null);
	const last = known.find((channel) => channel === reach.lastChannel);
	return { choices, preferred: last ?? known[0] ?? usable[0] ?? null };
}
