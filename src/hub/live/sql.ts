import type { Tx } from '#platform/database/database.ts';

/** Whether this session still holds, and works in that organization. It does not count as use of the session. */
export async function sessionWorksIn(tx: Tx, tokenHash: Buffer, orgId: string): Promise<boolean> {
	const [row] = await tx<{ works: boolean }[]>`select gate.session_works_in(${tokenHash}, ${orgId}) as works`;
	return row?.works ?? false;
}

/** Whose portal this token opens now, and what she sees there, as `pageByToken` of hub/portal/sql.ts answers it. */
export type PortalState = { orgId: string; customerId: string; page: string };

/**
 * For a transaction of hub_customer without a scope: the token sets it, in the same round trip. null: the token opens nothing,
 * or the portal is off.
 */
export async function portalState(tx: Tx, tokenHash: Buffer, atMost: number): Promise<PortalState | null> {
	const [, [row]] = await Promise.all([
		tx`select gate.enter_portal(${tokenHash})`.execute(),
		tx<PortalState[]>`select scope_org() as "orgId", scope_customer() as "customerId",
				portal_data(scope_org(), scope_customer(), ${atMost})::text as page
			where scope_customer() is not null`
	]);
	return row ?? null;
}

/** false: no such case in the scope. */
export async function tellPresence(
	tx: Tx,
	it: { inquiryId: string; memberId: string; state: string; news: boolean }
): Promise<boolean> {
	const told = await tx`
		select pg_notify('hub', json_build_object('kind', 'presence', 'org', org_id, 'inquiry', id,
			'member', ${it.memberId}::uuid, 'state', ${it.state}::text, 'news', ${it.news ? 'yes' : null}::text)::text)
		from inquiries where org_id = (select scope_org()) and id = ${it.inquiryId}`;
	return told.count > 0;
}

export function memberNames(tx: Tx, ids: string[]): Promise<{ id: string; name: string }[]> {
	return tx<{ id: string; name: string }[]>`
		select members.id, people.name from members join people on people.id = members.person_id
		where members.org_id = (select scope_org()) and members.id = any(${ids}) order by lower(people.name), members.id`;
}

type UnreadCase = { id: string; number: number; prefix: string; customer: string | null; at: Date };

/** The newest case that waits for an answer of this member or anybody, and that she has not read since. */
export async function newestUnread(tx: Tx, memberId: string): Promise<UnreadCase | null> {
	const [row] = await tx<UnreadCase[]>`
		select inquiries.id, inquiries.number, inquiries.prefix, name_in_case(inquiries.org_id, inquiries.id, customers.name) as customer,
			inquiries.last_inbound_at as at
		from inquiries
		left join customers on customers.org_id = inquiries.org_id and customers.id = inquiries.customer_id
		left join inquiry_reads on inquiry_reads.org_id = inquiries.org_id and inquiry_reads.inquiry_id = inquiries.id
			and inquiry_reads.member_id = ${memberId}
		where inquiries.org_id = (select scope_org()) and inquiries.status = 'open' and inquiries.last_direction = 'inbound'
			and inquiries.deleted_at is null and (inquiries.assignee_id is null or inquiries.assignee_id = ${memberId})
			and inquiries.last_inbound_at > coalesce(inquiry_reads.read_at, '-infinity')
		order by inquiries.active_at desc, inquiries.id desc limit 1`;
	return row ?? null;
}
