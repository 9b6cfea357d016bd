import { z } from 'zod';
import { asWorker } from '#hub/organizations/actor.ts';
import { MOST_ATTEMPTS, SentByAnother } from '#hub/outbox/attempts.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { portalLinkNow } from './email-brand.ts';
import { email } from './email.ts';
import { PORTAL_LINK, withPortalLink } from './placeholders.ts';
import * as sql from './sql.ts';
import { recordState } from './state.ts';
import type { Channel } from './types.ts';
import { whatsapp } from './whatsapp.ts';

/**
 * Hands one message to its channel and says how that ended. `waiting`: it cannot leave yet (no server is set up); it stays
 * queued, and whoever sets the channel up sends it on (`sendWaiting`). `delayed`: trying again later makes sense, and is done
 * with growing pauses, as after anything thrown. It may be called twice for one message, after a crash between sending and
 * writing that down. Reasons are sentences for the owner.
 */
export type Deliverer = (instance: Instance, orgId: string, message: sql.Outgoing) => Promise<Delivery>;
export type Delivery =
	| { state: 'sent' | 'delivered'; providerId?: string }
	| { state: 'failed'; failure: string }
	| { state: 'delayed'; reason: string }
	| { state: 'waiting'; reason: string };

/** The portal reads the row itself: there is nothing to carry. */
const portal: Deliverer = () => Promise.resolve({ state: 'delivered' });

export type Deliverers = Record<Channel, Deliverer>;
export const deliverers: Deliverers = { portal, email, whatsapp };

const payloadSchema = z.object({ orgId: z.uuid(), messageId: z.uuid() });

/**
 * Job `deliver_message`: sends one message whose time to be taken back is over. `job` is the queue's own id: two jobs never send one
 * message at the same time.
 */
export async function deliverMessage(instance: Instance, payload: unknown, job = ''): Promise<void> {
	const { orgId, messageId } = payloadSchema.parse(payload);
	const message = await asWorker(instance.database, orgId, async (tx) => {
		const waiting = await sql.outgoing(tx, messageId);
		if (waiting && !(await sql.beginAttempt(tx, messageId, job))) throw new SentByAnother();
		return waiting && filledIn(instance, tx, orgId, waiting);
	});
	const deliver = message && deliverers[message.channel];
	if (!deliver) return;
	const delivery = await deliver(instance, orgId, message);
	const again = await asWorker(instance.database, orgId, async (tx) => {
		const error = 'reason' in delivery ? delivery.reason : null;
		const attempts = await sql.endAttempt(tx, messageId, { error, counts: delivery.state !== 'waiting' });
		// Whoever it was for was erased while it was on its way: nobody is to hear of it any more.
		if (attempts === null || delivery.state === 'waiting') return false;
		if (delivery.state === 'delayed') {
			if (attempts < MOST_ATTEMPTS) return true;
			await recordState(tx, messageId, 'failed', `Given up after ${attempts} attempts. ${delivery.reason}`);
			return false;
		}
		if ('providerId' in delivery && delivery.providerId)
			await sql.setProviderId(tx, messageId, delivery.providerId);
		await recordState(tx, messageId, delivery.state, 'failure' in delivery ? delivery.failure : null);
		return false;
	});
	// Without the reason, which may name a person: this goes to the log.
	if (again) throw new Error('The message could not leave yet; it is tried again later.');
}

/** With the customer's own link where the text says so: it is in what leaves and in no row (D4). */
async function filledIn(
	instance: Instance,
	tx: Tx,
	orgId: string,
	message: sql.Outgoing
): Promise<sql.Outgoing> {
	if (message.channel === 'portal' || !message.body.includes(PORTAL_LINK)) return message;
	const found = message.customerId ? await sql.sealedLinkOf(tx, message.customerId) : null;
	const link = found && portalLinkNow(instance, orgId, found, { ...found, id: found.customerId });
	return { ...message, body: withPortalLink(message.body, link) };
}
