import { removeAtOnce } from '#hub/objects/departures.ts';
import type { Maintenance } from '#platform/database/maintenance.ts';
import type { Instance } from '#platform/instance.ts';
import { deleteOrganization, isEmpty, letFilesGo, unfinished } from './sql.ts';

/** Whether a demo should be made at start: nobody has an organization here yet. A half-made demo does not count. */
export const isEmptyDatabase = (maintenance: Maintenance): Promise<boolean> =>
	maintenance.transaction(isEmpty);

/** Removes what killed demos left behind, once nobody is making one. For starts without a demo. */
export const removeLeftovers = (instance: Instance, maintenance: Maintenance): Promise<void> =>
	maintenance.inTurn('demo', () => removeUnfinished(instance, maintenance));

/**
 * Removes demos whose process died before they were whole, with their files. Call it in the turn of 'demo', so that none of
 * them is still being made. Fails while storage does: the remains then wait for the next time.
 */
export async function removeUnfinished(instance: Instance, maintenance: Maintenance): Promise<void> {
	for (const orgId of await maintenance.transaction(unfinished)) {
		const keys = await maintenance.transaction((tx) => letFilesGo(tx, orgId));
		await removeAtOnce(instance, orgId, keys);
		await maintenance.transaction((tx) => deleteOrganization(tx, orgId));
	}
}
