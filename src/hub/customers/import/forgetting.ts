import { asWorker } from '#hub/organizations/actor.ts';
import type { Instance } from '#platform/instance.ts';
import { forgetImports } from './sql.ts';

/** Job `forget_customer_imports`, every ten minutes: what was read to be imported is gone an hour later, imported or not. */
export const forgetImportsTask = (hub: Pick<Instance, 'database'>): Promise<void> =>
	asWorker(hub.database, null, forgetImports);
