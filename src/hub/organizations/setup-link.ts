import { linkTo } from '#hub/outbox/links.ts';
import type { Instance } from '#platform/instance.ts';
import { hashToken, newToken } from '#platform/tokens.ts';
import { asWorker } from './actor.ts';
import * as sql from './sql.ts';

const SETUP_MINUTES = 7 * 24 * 60;

/**
 * A link, valid for a week, that founds the first organization; printed at start. null: there is one already. Apart from
 * founding.ts because every start asks, and most learn that they need nothing of it.
 */
export async function makeSetupLink(hub: Pick<Instance, 'config' | 'database'>): Promise<string | null> {
	const token = newToken();
	const made = await asWorker(hub.database, null, (tx) =>
		sql.makeSetupLink(tx, hashToken(token), SETUP_MINUTES)
	);
	return made ? linkTo(hub, 'setup', token) : null;
}
