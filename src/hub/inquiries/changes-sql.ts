import type { Tx } from '#platform/database/database.ts';
import type { MemberRole } from '#hub/organizations/actor.ts';
import type { EventDetails, EventKind } from './case-sql.ts';
import type { CaseOutcome, CaseStatus } from './sql.ts';

/** What a change looks at before it is made; the row stays locked until the transaction ends. */
export type Standing = {
	id: string;
	status: CaseStatus;
	subject: string;
	outcome: CaseOutcome | null;
	reason: string | null;
	dealValueMinor: number | null;
	currency: string;
	/** The organization's. */
	locale: string;
	assigneeId: string | null;
	assigneeName: string | null;
	followUpAt: Date | null;
	deleted: boolean;
};

/** Of whoever it has when the lock is there: a joined row would be that of whoever had it before somebody else let go. */
export async function lockCase(tx: Tx, id: string): Promise<Standing | null> {
	const [row] = await tx<Standing[]>`
		select i.id, i.status, i.subject, i.outcome, i.outcome_reason as reason, i.deal_value_minor as "dealValueMinor",
			o.currency, o.locale, i.assignee_id as "assigneeId", i.follow_up_at as "followUpAt", i.deleted_at is not null as deleted,
			(select people.name from members join people on people.id = members.person_id
				where members.org_id = i.org_id and members.id = i.assignee_id) as "assigneeName"
		from inquiries i
		join organizations o on o.id = i.org_id
		where i.org_id = (select scope_org()) and i.id = ${id} for update of i`;
	return row ?? null;
}

/** `memberId` null: nobody of the team did it. */
export async function insertEvent(
	tx: Tx,
	inquiryId: string,
	kind: EventKind,
	memberId: string | null,
	details: EventDetails = {}
): Promise<void> {
	await tx`insert into inquiry_events (org_id, inquiry_id, kind, member_id, details)
		values ((select scope_org()), ${inquiryId}, ${kind}, ${memberId}, ${tx.json(details)})`;
}

/** Who did this kind of thing to the case last; null: nobody, or somebody who has left. */
export async function lastDoer(tx: Tx, inquiryId: string, kind: EventKind): Promise<string | null> {
	const [row] = await tx<{ name: string | null }[]>`
		select people.name from inquiry_events e
		left join members on members.org_id = e.org_id and members.id = e.member_id
		left join people on people.id = members.person_id
		where e.org_id = (select scope_org()) and e.inquiry_id = ${inquiryId} and e.kind = ${kind}
		order by e.created_at desc, e.place desc limit 1`;
	return row?.name ?? null;
}

/** null: no such member here. */
export async function memberRole(tx: Tx, memberId: string): Promise<MemberRole | null> {
	const [row] = await tx<{ role: MemberRole }[]>`
		select role from members where org_id = (select scope_org()) and id = ${memberId}`;
	return row?.role ?? null;
}

export async function setAssignee(tx: Tx, id: string, memberId: string | null): Promise<void> {
	await tx`update inquiries set assignee_id = ${memberId} where org_id = (select scope_org()) and id = ${id}`;
}

export type Closing = { outcome: CaseOutcome | null; reason: string | null; dealValueMinor: number | null };

/** A closed case waits for nobody, so its reminder goes. */
export async function setClosed(tx: Tx, id: string, closing: Closing): Promise<void> {
	await tx`update inquiries set status = 'closed', closed_at = now(), outcome = ${closing.outcome},
			outcome_reason = ${closing.reason}, deal_value_minor = ${closing.dealValueMinor}, follow_up_at = null, follow_up_by = null
		where org_id = (select scope_org()) and id = ${id}`;
}

export async function setOpen(tx: Tx, id: string): Promise<void> {
	await tx`update inquiries set status = 'open', closed_at = null, outcome = null, outcome_reason = null, deal_value_minor = null
		where org_id = (select scope_org()) and id = ${id}`;
}

export async function setSubject(tx: Tx, id: string, subject: string): Promise<void> {
	await tx`update inquiries set subject = ${subject} where org_id = (select scope_org()) and id = ${id}`;
}

export async function setDeleted(tx: Tx, id: string, deleted: boolean): Promise<void> {
	await tx`update inquiries set deleted_at = case when ${deleted} then now() end
		where org_id = (select scope_org()) and id = ${id}`;
}

/** Nine in the morning of that day where the organization is; null: that has passed. */
export async function morningOf(tx: Tx, day: string): Promise<Date | null> {
	const [row] = await tx<{ at: Date; passed: boolean }[]>`
		select at, at <= now() as passed from (
			select (${day}::date + time '09:00') at time zone time_zone as at from organizations where id = (select scope_org())
		) as morning`;
	return row && !row.passed ? row.at : null;
}

export async function setFollowUp(
	tx: Tx,
	id: string,
	at: Date | null,
	memberId: string | null
): Promise<void> {
	await tx`update inquiries set follow_up_at = ${at}, follow_up_by = ${at && memberId}
		where org_id = (select scope_org()) and id = ${id}`;
}

export async function enqueueNudge(tx: Tx, orgId: string, inquiryId: string, at: Date): Promise<void> {
	await tx`select enqueue_job('nudge_follow_up', ${tx.json({ orgId, inquiryId })}::json, ${`nudge_follow_up ${inquiryId}`}, ${at})`;
}

/** The reminder that has come and of which nobody was told yet; it is written down as told. null: there is none (any more). */
export async function beginNudge(tx: Tx, inquiryId: string): Promise<{ memberId: string | null } | null> {
	const [row] = await tx<{ memberId: string | null }[]>`
		update inquiries set nudged_at = now()
		where org_id = (select scope_org()) and id = ${inquiryId} and follow_up_at <= now()
			and (nudged_at is null or nudged_at < follow_up_at) and status <> 'closed' and deleted_at is null
		returning coalesce(follow_up_by, assignee_id) as "memberId"`;
	return row ?? null;
}

/** null: this key wrote a note in this case before. */
export async function insertNote(
	tx: Tx,
	it: { inquiryId: string; memberId: string; body: string; key: string }
): Promise<string | null> {
	const [row] = await tx<{ id: string }[]>`
		insert into inquiry_notes (org_id, inquiry_id, member_id, body, idempotency_key)
		values ((select scope_org()), ${it.inquiryId}, ${it.memberId}, ${it.body}, ${it.key})
		on conflict (org_id, inquiry_id, idempotency_key) do nothing returning id`;
	return row?.id ?? null;
}

export async function noteByKey(tx: Tx, inquiryId: string, key: string): Promise<string | null> {
	const [row] = await tx<{ id: string }[]>`select id from inquiry_notes
		where org_id = (select scope_org()) and inquiry_id = ${inquiryId} and idempotency_key = ${key}`;
	return row?.id ?? null;
}

export async function noteAuthor(
	tx: Tx,
	inquiryId: string,
	noteId: string
): Promise<{ memberId: string | null } | null> {
	const [row] = await tx<{ memberId: string | null }[]>`select member_id as "memberId" from inquiry_notes
		where org_id = (select scope_org()) and inquiry_id = ${inquiryId} and id = ${noteId}`;
	return row ?? null;
}

export async function removeNote(tx: Tx, noteId: string): Promise<void> {
	await tx`delete from inquiry_notes where org_id = (select scope_org()) and id = ${noteId}`;
}

/** Up to the message that was seen, or until now; never back. */
export async function setRead(
	tx: Tx,
	inquiryId: string,
	memberId: string,
	seenMessage: string | null
): Promise<void> {
	await tx`insert into inquiry_reads (org_id, inquiry_id, member_id, read_at)
		select (select scope_org()), id, ${memberId}, coalesce((select created_at from messages
			where messages.org_id = inquiries.org_id and messages.inquiry_id = inquiries.id and messages.id = ${seenMessage}), now())
		from inquiries where org_id = (select scope_org()) and id = ${inquiryId}
		on conflict (org_id, inquiry_id, member_id) do update
			set read_at = greatest(inquiry_reads.read_at, excluded.read_at)`;
}

export async function caseExists(tx: Tx, id: string): Promise<boolean> {
	const rows = await tx`select from inquiries where org_id = (select scope_org()) and id = ${id}`;
	return rows.length === 1;
}

export async function customerExists(tx: Tx, id: string): Promise<boolean> {
	const rows = await tx`select from customers where org_id = (select scope_org()) and id = ${id}`;
	return rows.length === 1;
}

export type DueFollowUp = {
	id: string;
	prefix: string;
	number: number;
	subject: string;
	customerName: string | null;
	at: Date;
	by: string | null;
};

/** Cases whose reminder has come, the longest first. `memberId`: only hers, those of cases assigned to her included. */
export function dueFollowUps(tx: Tx, memberId: string | null, atMost: number): Promise<DueFollowUp[]> {
	const mine = memberId ? tx`and coalesce(i.follow_up_by, i.assignee_id) = ${memberId}` : tx``;
	return tx<DueFollowUp[]>`
		select i.id, i.prefix, i.number, i.subject, name_in_case(i.org_id, i.id, c.name) as "customerName", i.follow_up_at as at, people.name as by
		from inquiries i
		left join customers c on c.org_id = i.org_id and c.id = i.customer_id
		left join members on members.org_id = i.org_id and members.id = i.follow_up_by
		left join people on people.id = members.person_id
		where i.org_id = (select scope_org()) and i.follow_up_at <= now() and i.deleted_at is null and i.status <> 'closed' ${mine}
		order by i.follow_up_at, i.id limit ${atMost}`;
}
