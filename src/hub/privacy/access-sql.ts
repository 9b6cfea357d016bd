import type postgres from 'postgres';
import type { Tx } from '#platform/database/database.ts';

/** What was done with a customer's data (db/migrations/0130). */
export type RecordedKind =
	'seen' | 'data_exported' | 'files_exported' | 'deletion_asked' | 'deletion_withdrawn';

/** And what was done with a case (0210). */
export type AccessKind = RecordedKind | 'case_opened';

export type Access = {
	id: string;
	kind: AccessKind;
	who: 'member' | 'customer';
	/** null: it was the customer, or somebody who has left. */
	memberId: string | null;
	/** Of the member. */
	name: string | null;
	at: Date;
	/** The case that was opened; null: it was about all that is hers. */
	inquiry: { id: string; prefix: string; number: number } | null;
};

/** `memberId` null: she did it herself. */
export async function insertAccess(
	tx: Tx,
	orgId: string,
	it: { customerId: string; kind: RecordedKind; memberId: string | null }
): Promise<void> {
	const row = { org_id: orgId, customer_id: it.customerId, kind: it.kind };
	// A customer may not even name the column of members.
	await tx`insert into customer_accesses ${tx(
		it.memberId ? { ...row, who: 'member', member_id: it.memberId } : { ...row, who: 'customer' }
	)}`;
}

/** Whether it was not written within these hours that this member saw her. One look into an index. */
export async function isUnseen(
	tx: Tx,
	customerId: string,
	memberId: string,
	hours: number
): Promise<boolean> {
	const rows =
		await tx`select from customer_accesses where org_id = (select scope_org()) and customer_id = ${customerId}
		and kind = 'seen' and member_id = ${memberId} and created_at > now() - make_interval(hours => ${hours}) limit 1`;
	return rows.length === 0;
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

/** Whether no opening of this case by this member was written within these hours. One look into an index. */
export async function isCaseUnseen(
	tx: Tx,
	inquiryId: string,
	memberId: string,
	hours: number
): Promise<boolean> {
	const rows =
		await tx`select from inquiry_accesses where org_id = (select scope_org()) and inquiry_id = ${inquiryId}
		and member_id = ${memberId} and created_at > now() - make_interval(hours => ${hours}) limit 1`;
	return rows.length === 0;
}

/** Writes that a member opened a case, unless it was written within these hours. The case must exist. */
export async function insertCaseSeen(
	tx: Tx,
	it: { orgId: string; inquiryId: string; memberId: string; hours: number }
): Promise<void> {
	const { orgId, inquiryId, memberId, hours } = it;
	await tx`select pg_advisory_xact_lock(hashtextextended(${`${memberId} opens ${inquiryId}`}, 210))`;
	await tx`insert into inquiry_accesses (org_id, inquiry_id, member_id)
		select org_id, id, ${memberId} from inquiries
		where org_id = ${orgId} and id = ${inquiryId} and not exists (
			select from inquiry_accesses before where before.org_id = ${orgId} and before.inquiry_id = ${inquiryId}
				and before.member_id = ${memberId} and before.created_at > now() - make_interval(hours => ${hours}))`;
}

type Row = Omit<Access, 'inquiry'> & {
	inquiryId: string | null;
	prefix: string | null;
	number: number | null;
};

const shown = ({ inquiryId, prefix, number, ...access }: Row): Access => ({
	...access,
	inquiry: inquiryId && prefix && number ? { id: inquiryId, prefix, number } : null
});

const ofCustomer = (
	tx: Tx,
	customerId: string,
	kinds: postgres.PendingQuery<postgres.Row[]>,
	limit: number
) => tx`
	(select id, kind, who, member_id, created_at, null::uuid as inquiry_id, null::text as prefix, null::integer as number
	from customer_accesses where org_id = (select scope_org()) and customer_id = ${customerId} ${kinds}
	order by created_at desc, id desc limit ${limit})`;

const ofCases = (tx: Tx, cases: postgres.PendingQuery<postgres.Row[]>, limit: number) => tx`
	select a.id, 'case_opened' as kind, 'member' as who, a.member_id, a.created_at, i.id as inquiry_id, i.prefix, i.number
	from inquiries i cross join lateral (
		select id, member_id, created_at from inquiry_accesses a where a.org_id = (select scope_org()) and a.inquiry_id = i.id
		order by created_at desc, id desc limit ${limit}) a
	where i.org_id = (select scope_org()) and ${cases}`;

async function named(tx: Tx, rows: postgres.PendingQuery<postgres.Row[]>, limit: number): Promise<Access[]> {
	const found = await tx<Row[]>`
		select a.id, a.kind, a.who, a.member_id as "memberId", people.name, a.created_at as at,
			a.inquiry_id as "inquiryId", a.prefix, a.number
		from (${rows}) a
		left join members on members.org_id = (select scope_org()) and members.id = a.member_id
		left join people on people.id = members.person_id
		order by a.created_at desc, a.id desc limit ${limit}`;
	return found.map(shown);
}

/** Of a customer and of each of her cases, newest first. */
export const accesses = (tx: Tx, customerId: string, limit: number): Promise<Access[]> =>
	named(
		tx,
		tx`${ofCustomer(tx, customerId, tx``, limit)} union all ${ofCases(tx, tx`i.customer_id = ${customerId}`, limit)}`,
		limit
	);

/** Of one case, and what was taken or asked for of all that its customer has since it was opened; newest first. */
export const accessesOfCase = (tx: Tx, inquiryId: string, limit: number): Promise<Access[]> =>
	named(
		tx,
		tx`${ofCases(tx, tx`i.id = ${inquiryId}`, limit)} union all
			select a.id, a.kind, a.who, a.member_id, a.created_at, null, null, null
			from inquiries i join customer_accesses a on a.org_id = i.org_id and a.customer_id = i.customer_id
			where i.org_id = (select scope_org()) and i.id = ${inquiryId} and a.kind <> 'seen' and a.created_at >= i.created_at`,
		limit
	);
