import type { Tx } from '#platform/database/database.ts';

/** Whether this session still holds, and works in that organization. It does not count as use of the session. */
export async function sessionWorksIn(tx: Tx, tokenHash: Buffer, orgId: string): Promise<boolean> {
	const [row] = await tx<{ works: boolean }[]>`select gate.session_works_in(${tokenHash}, ${orgId}) as works`;
	return row?.works ?? false;
}

/** Whose portal this token opens now, and the fingerprint of the thread she sees. */
export type PortalState = { orgId: string; customerId: string; version: string };

/**
 * For a transaction of hub_customer without a scope: the token sets it, in the same round trip. null: the token opens nothing,
 * or the portal is off.
 */
export async function portalState(tx: Tx, tokenHash: Buffer): Promise<PortalState | null> {
	const [, [row]] = await Promise.all([
		tx`select gate.enter_portal(${tokenHash})`.execute(),
		tx<
			PortalState[]
		>`select scope_org() as "orgId", scope_customer() as "customerId", portal_version() as version
			where scope_customer() is not null`
	]);
	return row ?? null;
}
