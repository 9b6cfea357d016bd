import type { Customer, Member } from '#hub/organizations/actor.ts';
import type { Database, Tx } from '#platform/database/database.ts';
import * as sql from './access-sql.ts';
import { canExportCustomers } from './policy.ts';

export type { Access, AccessKind } from './access-sql.ts';

/** Accesses that a customer's page shows at most. */
const SHOWN = 50;

/**
 * Writes down, in the transaction in which it happens, what was done with a customer's data and by whom: a member, or she
 * herself. It is erased with her. The customer must exist in the actor's scope.
 */
export const recordAccess = (
	tx: Tx,
	actor: Member | Customer,
	customerId: string,
	kind: Exclude<sql.AccessKind, 'seen'>
): Promise<void> =>
	sql.insertAccess(tx, actor.orgId, {
		customerId,
		kind,
		memberId: actor.kind === 'member' ? actor.memberId : null
	});

/**
 * Writes down that a member opened a customer's page, at most once an hour. In a transaction of its own, because that of a
 * viewer, who changes nothing, is read-only; that she looked is written down like everybody's.
 */
export const recordSight = (database: Database, actor: Member, customerId: string): Promise<void> =>
	database.transaction('hub_member', { org: actor.orgId, person: actor.personId }, (tx) =>
		sql.insertSeen(tx, actor.orgId, customerId, actor.memberId)
	);

/** What a customer's page tells of accesses, and whether this member may take her data for her. */
export type AccessesShown = {
	customerId: string;
	accesses: sql.Access[];
	/** Older ones are not among them. */
	more: boolean;
	mayExport: boolean;
};

/** Who saw, took or asked for what of a customer, newest first. */
export async function accessesOf(tx: Tx, actor: Member, customerId: string): Promise<AccessesShown> {
	const rows = await sql.accesses(tx, customerId, SHOWN + 1);
	return {
		customerId,
		accesses: rows.slice(0, SHOWN),
		more: rows.length > SHOWN,
		mayExport: canExportCustomers(actor.role)
	};
}
