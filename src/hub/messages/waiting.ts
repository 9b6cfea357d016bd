import { asWorker } from '#hub/organizations/actor.ts';
import { attemptsSince } from '#hub/outbox/attempts.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import * as sql from './sql.ts';
import type { Channel } from './types.ts';

const MINUTES = 60_000;
/** Longer than the queue is behind on a busy day; taking up a message twice is harmless. */
const OVERDUE = 10 * MINUTES;
const AT_ONCE = 500;

type Hub = Pick<Instance, 'database'>;

async function enqueue(hub: Hub, waiting: sql.WaitingMessage[]): Promise<number> {
	for (const { orgId, id } of waiting)
		await asWorker(hub.database, orgId, (tx) => sql.enqueueDelivery(tx, orgId, id, 0));
	return waiting.length;
}

/** For a worker that starts, and may have means of sending that the last one lacked: whatever waits is tried now. How many. */
export async function deliverQueued(hub: Hub, channel: Channel): Promise<number> {
	return enqueue(hub, await asWorker(hub.database, null, (tx) => sql.queuedMessages(tx, channel)));
}

/** In the transaction that sets a channel up: what waited for it leaves after the commit. */
export async function sendWaiting(tx: Tx, orgId: string, channel: Channel): Promise<void> {
	for (const id of await sql.queuedHere(tx, channel)) await sql.enqueueDelivery(tx, orgId, id, 0);
}

/** By the clock: messages whose process was killed while it sent them, in every organization. How many. */
export async function sweepMessages(hub: Hub, now = Date.now()): Promise<number> {
	const found = await asWorker(hub.database, null, (tx) =>
		sql.forgottenMessages(tx, attemptsSince(now), new Date(now - OVERDUE), AT_ONCE)
	);
	return enqueue(hub, found);
}
