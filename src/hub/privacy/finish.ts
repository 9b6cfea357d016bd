import { z } from 'zod';
import { asWorker } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import { shuffled } from '#platform/shuffled.ts';
import * as sql from './erasure-sql.ts';
import { writeErasure } from './ledger-turn.ts';
import { writeReceipt } from './send-receipt.ts';

/** Objects removed at a time, and rows looked at in one go. */
const AT_ONCE = 8;
const BATCH = 500;
/** Of one round by the clock: a store that does not answer keeps each of them waiting for most of a minute, and a worker with them. */
const MOST_FAILURES = 3;

/**
 * What follows the deletion of her rows: the line in the ledger outside of the database, the bytes in storage, and the proof that
 * none is left. It may be begun again at any point, by anybody and by several at once. True: the erasure is finished. Throws what
 * ledger and storage throw; the queue and the clock then try again.
 */
export async function finishErasure(instance: Instance, orgId: string, id: string): Promise<boolean> {
	const inTurn = <T>(work: Parameters<typeof asWorker<T>>[2]) => asWorker(instance.database, orgId, work);
	const it = await inTurn((tx) => sql.erasure(tx, orgId, id));
	if (!it || it.finishedAt) return it !== null;
	if (!it.ledgered) {
		const { customerHash, mergedHashes, erasedAt, seenHashes } = it;
		await writeErasure(instance, { orgId, customerHash, erasedAt, seen: seenHashes });
		for (const hash of mergedHashes)
			await writeErasure(instance, { orgId, customerHash: hash, erasedAt, seen: [] });
		await inTurn((tx) => sql.recordLedgered(tx, orgId, id));
	}
	await removeBytes(instance, orgId, id);
	await inTurn(async (tx) => {
		const finishedAt = await sql.recordFinished(tx, orgId, id);
		if (finishedAt) await writeReceipt(instance, tx, orgId, id, { ...it, finishedAt });
	});
	return true;
}

async function removeBytes(instance: Instance, orgId: string, id: string): Promise<void> {
	const inTurn = <T>(work: Parameters<typeof asWorker<T>>[2]) => asWorker(instance.database, orgId, work);
	for (;;) {
		const keys = await inTurn((tx) => sql.objectsLeft(tx, orgId, id, BATCH));
		if (!keys.length) return;
		const waiting = [...keys];
		const gone: string[] = [];
		const failures: unknown[] = [];
		const work = async () => {
			for (let key = waiting.pop(); key !== undefined; key = waiting.pop())
				try {
					await instance.storage.delete(key);
					gone.push(key);
				} catch (cause) {
					// A store that does not answer is not asked for the next one; one file that cannot go holds up none but its lane.
					failures.push(cause);
					return;
				}
		};
		await Promise.all(Array.from({ length: AT_ONCE }, work));
		const staying = await inTurn((tx) => sql.forgetObjects(tx, orgId, gone));
		if (failures.length) throw failures[0];
		if (staying) throw new Error('objects of an erasure are not on their way out');
	}
}

const payloadSchema = z.object({ orgId: z.uuid(), erasureId: z.uuid() });

/** Job `finish_erasure`, enqueued with the erasure itself. */
export async function finishErasureTask(instance: Instance, payload: unknown): Promise<void> {
	const { orgId, erasureId } = payloadSchema.parse(payload);
	await finishErasure(instance, orgId, erasureId);
}

/**
 * By the clock: erasures whose jobs gave up, and addresses of receipts whose three days are over. In no order, so that those that
 * cannot be finished keep no others from it.
 */
export async function finishErasuresTask(instance: Instance): Promise<void> {
	const left = await asWorker(instance.database, null, async (tx) => {
		await sql.wipeReceipts(tx);
		return sql.unfinished(tx);
	});
	let failures = 0;
	for (const { orgId, id } of shuffled(left)) {
		if (failures === MOST_FAILURES) return;
		try {
			await finishErasure(instance, orgId, id);
		} catch (error) {
			failures += 1;
			instance.log.warn('an erasure could not be finished yet', { error });
		}
	}
}
