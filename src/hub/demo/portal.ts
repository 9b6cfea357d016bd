import { portalOpener, UnreadableToken } from '#hub/customers/portal-token.ts';
import type { Maintenance } from '#platform/database/maintenance.ts';
import type { Instance } from '#platform/instance.ts';
import { mostToSee } from './sql.ts';

/**
 * The portal link of the customer of a demo who has most to show, whom its owner's address finds; null: there is nobody any more, or
 * the link does not open. Asked for at each start, since she may be erased.
 */
export async function demoPortal(
	instance: Pick<Instance, 'config' | 'secrets'>,
	maintenance: Maintenance,
	ownerEmail: string
): Promise<string | null> {
	const found = await maintenance.transaction((tx) => mostToSee(tx, ownerEmail));
	if (!found) return null;
	try {
		return portalOpener(instance)(found, found.sealed);
	} catch (error) {
		if (error instanceof UnreadableToken) return null;
		throw error;
	}
}
