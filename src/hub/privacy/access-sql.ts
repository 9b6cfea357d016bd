import type { Tx } from '#platform/database/database.ts';

/** What was done with a customer's data (db/migrations/0130). */
export type AccessKind =
	'seen' | 'data_exported' | 'files_exported' | 'deletion_asked' | 'deletion_withdrawn';

export type Access = {
	id: string;
	kind: AccessKind;
	who: 'member' | 'customer';
	/** Of the member; null: it was the customer, or somebody who has left. */
	name: string | null;
	at: Date;
};

/** `memberId` null: she did it herself. */
export async function insertAccess(
	tx: Tx,
	orgId: string,
	it: { customerId: string; kind: AccessKind; memberId: string | null }
): Promise<void> {
	const row = { org_id: orgId, customer_id: it.customerId, kind: it.kind };
	// A customer may not even name the column of members.
	await tx`insert into customer_accesses ${tx(
		it.memberId ? { ...row, who: 'member', member_id: it.memberId } : { ...row, who: 'customer' }
	)}`;
}

/** Writes that a member saw her, unless it was written within the hour. The customer must exist. */
export async function insertSeen(tx: Tx, orgId: string, customerId: string, memberId: string): Promise<void> {
	await tx`select pg_advisory_xact_lock(hashtextextended(${`${memberId} sees ${customerId}`}, 130))`;
	await tx`insert into customer_accesses (org_id, customer_id, kind, who, member_id)
		select org_id, id, 'seen', 'member', ${memberId} from customers
		where org_id = ${orgId} and id = ${customerId} and not exists (
			select from customer_accesses before where before.org_id = ${orgId} and before.customer_id = ${customerId}
				and before.kind = 'seen' and before.member_id = ${memberId} and before.created_at > now() - interval '1 hour')`;
}

/** Newest first. */
export function accesses(tx: Tx, customerId: string, limit: number): Promise<Access[]> {
	return tx<Access[]>`
		select a.id, a.kind, a.who, people.name, a.created_at as at
		from customer_accesses a
		left join members on members.org_id = a.org_id and members.id = a.member_id
		left join people on people.id = members.person_id
		where a.org_id = (select scope_org()) and a.customer_id = ${customerId}
		order by a.created_at desc, a.id desc limit ${limit}`;
}
