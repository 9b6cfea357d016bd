import type postgres from 'postgres';
import type { Tx } from '#platform/database/database.ts';

/** What became of a request or its withdrawal; null: no such portal, or it is off. */
export type Asked = { kind: 'kept' | 'too-many' };

/** One statement, one round trip: it sets role and scope by itself. */
export async function requestDeletion(
	sql: postgres.Sql,
	tokenHash: Buffer,
	key: string
): Promise<Asked | null> {
	const [row] = await sql<{ asked: Asked | null }[]>`
		select portal_request_deletion(${tokenHash}, ${key}) as asked`;
	return row?.asked ?? null;
}

export async function withdrawDeletion(sql: postgres.Sql, tokenHash: Buffer): Promise<Asked | null> {
	const [row] = await sql<{ asked: Asked | null }[]>`select portal_withdraw_deletion(${tokenHash}) as asked`;
	return row?.asked ?? null;
}

/** A mail to one member about a request. */
export type ToTell = {
	memberId: string;
	email: string;
	name: string;
	organization: string;
	customerId: string;
	customer: string;
	/** Calendar day, `2026-03-14`. */
	dueOn: string;
};

/** Owners and admins, while the request waits. */
export function toTell(tx: Tx, orgId: string, requestId: string): Promise<ToTell[]> {
	return tx<ToTell[]>`
		select member_id as "memberId", email, name, organization, customer_id as "customerId", customer, due_on::text as "dueOn"
		from gate.data_request_to_tell(${orgId}, ${requestId})`;
}
