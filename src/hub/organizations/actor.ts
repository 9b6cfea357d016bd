import type { Database, Tx } from '#platform/database/database.ts';

/** W4, W10: from most to least. A viewer only reads. */
export const roles = ['owner', 'admin', 'manager', 'agent', 'viewer'] as const;
export type MemberRole = (typeof roles)[number];

/** A signed-in person in the organization she is working in. */
export type Member = {
	kind: 'member';
	orgId: string;
	memberId: string;
	personId: string;
	role: MemberRole;
};

/** Whoever holds a customer's portal link. */
export type Customer = { kind: 'customer'; orgId: string; customerId: string };

/** Runs `work` as the member sees the database. A viewer's transaction is read-only in PostgreSQL too. */
export function asMember<T>(database: Database, actor: Member, work: (tx: Tx) => Promise<T>): Promise<T> {
	const mode = actor.role === 'viewer' ? 'read only' : 'read write';
	return database.transaction('hub_member', { org: actor.orgId, person: actor.personId }, work, mode);
}

/** Runs `work` as the customer sees the database: her own rows, nothing else. */
export function asCustomer<T>(database: Database, actor: Customer, work: (tx: Tx) => Promise<T>): Promise<T> {
	return database.transaction('hub_customer', { org: actor.orgId, customer: actor.customerId }, work);
}

/** Background work for one organization; null: no organization, so only what the gate offers. */
export function asWorker<T>(
	database: Database,
	orgId: string | null,
	work: (tx: Tx) => Promise<T>
): Promise<T> {
	return database.transaction('hub_worker', orgId ? { org: orgId } : {}, work);
}
