import type { Instance } from '#platform/instance.ts';
import { shuffled } from '#platform/shuffled.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { deleteLeaving, giveUpArriving, isLeaving, leftBehind } from './sql.ts';

const MINUTE = 60_000;
/** An upload may take an hour (documents/upload.ts); what is older has lost its process. */
const ARRIVING_FOR = 2 * 60 * MINUTE;
/** Jobs try for days; the sweep sees to what they missed. */
const LEAVING_FOR = 10 * MINUTE;
const AT_ONCE = 500;
/** A store that does not answer is not waited for five hundred times: a worker waits with it. The next round goes on. */
const MOST_FAILURES = 3;

/**
 * Removes a leaving object's bytes, then its row. Nothing happens when it is gone already, or is not to go. Throws what
 * `storage.delete` throws; the row then stays, so that it is tried again.
 */
export async function removeObject(instance: Instance, orgId: string, key: string): Promise<void> {
	if (!(await asWorker(instance.database, orgId, (tx) => isLeaving(tx, orgId, key)))) return;
	await instance.storage.delete(key);
	await asWorker(instance.database, orgId, (tx) => deleteLeaving(tx, orgId, key));
}

/**
 * Removes objects at once, after the commit that marked them as leaving. Never fails: what cannot be done now is done by
 * the job that the same commit enqueued.
 */
export async function removeAtOnce(instance: Instance, orgId: string, keys: string[]): Promise<void> {
	const tried = await Promise.allSettled(keys.map((key) => removeObject(instance, orgId, key)));
	for (const each of tried)
		if (each.status === 'rejected') instance.log.warn('an object is removed later', { error: each.reason });
}

/**
 * Gives up an arrival that failed: bytes at once, its row by the job, which removes the bytes again in case the store
 * carried out late what had failed. Never fails, since it runs while another failure is on its way: the sweep does the rest.
 */
export async function abandon(instance: Instance, orgId: string, key: string): Promise<void> {
	try {
		const given = await asWorker(instance.database, orgId, (tx) => giveUpArriving(tx, orgId, key));
		if (given) await instance.storage.delete(key);
	} catch (error) {
		instance.log.warn('an unfinished object is removed later', { error });
	}
}

/**
 * What a crash left behind, in every organization, in no order, so that objects that cannot go keep no others from it: how many were
 * removed, how many could not be.
 */
export async function sweepObjects(
	instance: Instance,
	now = Date.now()
): Promise<{ removed: number; failed: number }> {
	const arrivingBefore = new Date(now - ARRIVING_FOR);
	const found = await asWorker(instance.database, null, (tx) =>
		leftBehind(tx, arrivingBefore, new Date(now - LEAVING_FOR), AT_ONCE)
	);
	let [removed, failed] = [0, 0];
	for (const { orgId, key } of shuffled(found)) {
		if (failed === MOST_FAILURES) break;
		try {
			await asWorker(instance.database, orgId, (tx) => giveUpArriving(tx, orgId, key));
			await removeObject(instance, orgId, key);
			removed++;
		} catch (error) {
			failed++;
			instance.log.warn('an object could not be swept', { error });
		}
	}
	await instance.storage.sweep(ARRIVING_FOR);
	return { removed, failed };
}
