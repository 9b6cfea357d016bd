import type { Tx } from '#platform/database/database.ts';
import type { CaseOutcome, CaseStatus } from '#hub/inquiries/sql.ts';
import type { LedgerRequest } from './schema.ts';

export type LedgerRow = {
	id: string;
	friendName: string;
	friendId: string | null;
	referrerId: string | null;
	referrerName: string | null;
	inquiryId: string | null;
	status: CaseStatus | null;
	outcome: CaseOutcome | null;
	createdAt: Date;
	creditedAt: Date | null;
	settledAt: Date | null;
	refusal: 'self' | 'duplicate' | null;
};

/** The newest first, beyond the edge; an edge that is gone gives nothing. `atMost` rows. */
export function ledgerRows(
	tx: Tx,
	{ query, state, after }: LedgerRequest,
	atMost: number
): Promise<LedgerRow[]> {
	const words = `%${query.replace(/[\\%_]/g, '\\$&')}%`;
	const named = query ? tx`and (r.friend_name ilike ${words} or c.name ilike ${words})` : tx``;
	const states = {
		all: tx``,
		open: tx`and r.credited_at is null and r.refusal is null`,
		booked: tx`and r.credited_at is not null`,
		refused: tx`and r.refusal is not null`
	};
	const beyond = after
		? tx`and (r.created_at, r.id) < (select created_at, id from referrals where org_id = (select scope_org()) and id = ${after})`
		: tx``;
	return tx<LedgerRow[]>`
		select r.id, coalesce(f.name, r.friend_name) as "friendName", r.friend_id as "friendId", r.referrer_id as "referrerId",
			c.name as "referrerName", i.id as "inquiryId", i.status, i.outcome, r.created_at as "createdAt",
			r.credited_at as "creditedAt", r.settled_at as "settledAt", r.refusal
		from referrals r
		left join customers c on c.org_id = r.org_id and c.id = r.referrer_id
		left join customers f on f.org_id = r.org_id and f.id = r.friend_id
		left join inquiries i on i.org_id = r.org_id and i.id = r.inquiry_id and i.deleted_at is null
		where r.org_id = (select scope_org()) ${named} ${states[state]} ${beyond}
		order by r.created_at desc, r.id desc limit ${atMost}`;
}

export type LedgerTotals = { sent: number; booked: number; refused: number };

export async function ledgerTotals(tx: Tx): Promise<LedgerTotals> {
	const [row] = await tx<[LedgerTotals]>`
		select count(*)::int as sent, count(credited_at)::int as booked, count(refusal)::int as refused
		from referrals where org_id = (select scope_org())`;
	return row;
}

export type Referrer = { id: string; name: string; sent: number; booked: number };

/** Who sends most. */
export function topReferrers(tx: Tx, atMost: number): Promise<Referrer[]> {
	return tx<Referrer[]>`
		select c.id, c.name, count(*) filter (where r.refusal is distinct from 'self')::int as sent, count(r.credited_at)::int as booked
		from referrals r join customers c on c.org_id = r.org_id and c.id = r.referrer_id
		where r.org_id = (select scope_org())
		group by c.id, c.name order by booked desc, sent desc, lower(c.name), c.id limit ${atMost}`;
}
