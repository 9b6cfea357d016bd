import { z } from 'zod';
import type { Instance } from '#platform/instance.ts';
import { removeObject, sweepObjects } from './departures.ts';

const object = z.strictObject({ orgId: z.string(), key: z.string() });

/** Enqueued by the trigger that sees an object leave (db/migrations/0030). */
export async function removeObjectTask(instance: Instance, payload: unknown): Promise<void> {
	const { orgId, key } = object.parse(payload);
	await removeObject(instance, orgId, key);
}

/** By the clock. */
export async function sweepObjectsTask(instance: Instance): Promise<void> {
	const { removed, failed } = await sweepObjects(instance);
	if (removed || failed) instance.log.info('Swept objects that were left behind.', { removed, failed });
}
