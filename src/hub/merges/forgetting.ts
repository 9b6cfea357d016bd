import { asWorker } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import { forgetMerges } from './sql.ts';

/** Job `forget_merges`, every ten minutes: a day after a merge, what it could be undone with is gone. */
export const forgetMergesTask = (hub: Pick<Instance, 'database'>): Promise<void> =>
	asWorker(hub.database, null, forgetMerges);
