import { hashPortalToken } from '#hub/customers/portal-token.ts';
import { currentSession } from '#hub/people/sign-in.ts';
import type { Database } from '#platform/database/database.ts';
import { markSeen, portalOrganization } from './sql.ts';

/** B5: the customer herself was here. Called for a person's own interaction only; false: no such portal. */
export const recordSeen = (database: Database, token: string): Promise<boolean> =>
	markSeen(database.statement, hashPortalToken(token));

/**
 * B5: whether a browser that asks for this portal is signed in to the very business, such as an owner's who looks at the link that she has
 * copied: what she does there is nothing that the customer did. `session`: the token in its cookie. Never to be asked for what a page shows.
 */
export async function isOwnVisit(
	database: Database,
	token: string,
	session: string | undefined
): Promise<boolean> {
	const found = await currentSession(database, session);
	if (!found) return false;
	const orgId = await database.transaction(
		'hub_customer',
		{},
		(tx) => portalOrganization(tx, hashPortalToken(token)),
		'read only'
	);
	return found.organizations.some(({ id }) => id === orgId);
}
