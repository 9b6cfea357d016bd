import { hashPortalToken } from '#hub/customers/portal-token.ts';
import type { Database } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { Places } from '#platform/live/places.ts';
import { follow } from './follow.ts';
import { SHOWN } from '#hub/portal/page.ts';
import { portalVersion } from '#hub/portal/version.ts';
import { portalState } from './sql.ts';

/** Streams per link: a phone that lost its network leaves one behind that nobody reads. */
const places = new Places(6);

type State = { orgId: string; customerId: string; version: string };

async function stateOf(database: Database, hash: Buffer): Promise<State | null> {
	const found = await database.transaction(
		'hub_customer',
		{},
		(tx) => portalState(tx, hash, SHOWN),
		'read only'
	);
	return found && { ...found, version: portalVersion(found.page) };
}

/** Whether there is anything to follow behind this token now. */
export const portalIsOpen = async (
	{ database }: Pick<Instance, 'database'>,
	token: string
): Promise<boolean> => (await stateOf(database, hashPortalToken(token))) !== null;

/**
 * Tells the customer's page that it is not what it was: an event whose `id` and `data` are the fingerprint of what
 * she sees now, and nothing else. None is sent while it is still `known`, which a browser that comes back says by itself.
 * null: the link opens nothing. The stream ends as soon as the portal is off or the link replaced (B8).
 */
export async function followPortal(
	{ database, notices }: Pick<Instance, 'database' | 'notices'>,
	token: string,
	known: string | null
): Promise<ReadableStream<Uint8Array> | null> {
	const hash = hashPortalToken(token);
	const read = () => stateOf(database, hash);
	const found = await read();
	if (!found) return null;
	let version = known;
	return follow(notices, {
		topics: [`customer ${found.customerId}`, `portals ${found.orgId}`],
		holder: hash.toString('base64'),
		places,
		read: () => 'look',
		look: async () => {
			const now = await read();
			// After a merge or its undo the link opens another customer's portal: the browser comes back and follows hers.
			if (now?.customerId !== found.customerId) return null;
			if (now.version === version) return [];
			version = now.version;
			return [{ id: version, data: version }];
		}
	});
}
