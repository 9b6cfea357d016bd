import { z } from 'zod';
import { asWorker } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import * as sql from './sql.ts';
import { recordState } from './state.ts';
import type { Channel } from './types.ts';

/**
 * Hands one message to its channel and says how that ended. `waiting`: it cannot leave yet (no server is set up); it stays
 * queued, and whoever sets the channel up sends it on. Throws when trying again later makes sense: the queue does, with
 * growing pauses. It may be called twice for one message, after a crash between sending and writing that down.
 */
export type Deliverer = (instance: Instance, orgId: string, message: sql.Outgoing) => Promise<Delivery>;
export type Delivery =
	| { state: 'sent' | 'delivered'; providerId?: string }
	| { state: 'failed'; failure: string }
	| { state: 'waiting' };

/** The portal reads the row itself: there is nothing to carry. */
const portal: Deliverer = () => Promise.resolve({ state: 'delivered' });

export type Deliverers = Record<Channel, Deliverer>;
export const deliverers: Partial<Deliverers> = { portal };

const payloadSchema = z.object({ orgId: z.uuid(), messageId: z.uuid() });

/** Job `deliver_message`: sends one message whose time to be taken back is over. */
export async function deliverMessage(instance: Instance, payload: unknown): Promise<void> {
	const { orgId, messageId } = payloadSchema.parse(payload);
	const message = await asWorker(instance.database, orgId, (tx) => sql.outgoing(tx, messageId));
	const deliver = message && deliverers[message.channel];
	if (!deliver) return;
	const delivery = await deliver(instance, orgId, message);
	if (delivery.state === 'waiting') return;
	await asWorker(instance.database, orgId, async (tx) => {
		if ('providerId' in delivery && delivery.providerId)
			await sql.setProviderId(tx, messageId, delivery.providerId);
		await recordState(tx, messageId, delivery.state, 'failure' in delivery ? delivery.failure : null);
	});
}
