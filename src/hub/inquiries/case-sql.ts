import type { Tx } from '#platform/database/database.ts';
import type { MemberRole } from '#hub/organizations/actor.ts';
import type { CaseSource } from './open.ts';
import type { CaseOutcome, CaseStatus } from './sql.ts';

export type CaseCustomer = {
	id: string;
	name: string;
	email: string | null;
	phone: string | null;
	preferences: string;
	preferencesUpdatedAt: Date | null;
	portalSeenAt: Date | null;
};

export type CaseDetails = {
	id: string;
	prefix: string;
	number: number;
	subject: string;
	status: CaseStatus;
	outcome: CaseOutcome | null;
	reason: string | null;
	/** Minor units of the organization's currency (D6). */
	dealValueMinor: number | null;
	currency: string;
	source: CaseSource;
	lastDirection: 'inbound' | 'outbound' | null;
	createdAt: Date;
	activeAt: Date;
	closedAt: Date | null;
	deletedAt: Date | null;
	assignee: { id: string; name: string } | null;
	followUp: { at: Date; by: string | null } | null;
	previous: { id: string; prefix: string; number: number } | null;
	customer: CaseCustomer | null;
};

type Row = Omit<CaseDetails, 'assignee' | 'followUp' | 'previous' | 'customer'> & {
	assigneeId: string | null;
	assigneeName: string | null;
	followUpAt: Date | null;
	followUpBy: string | null;
	previousId: string | null;
	previousNumber: number | null;
	previousPrefix: string | null;
	customerId: string | null;
	customerName: string;
	email: string | null;
	phone: string | null;
	preferences: string;
	preferencesUpdatedAt: Date | null;
	portalSeenAt: Date | null;
};

export async function caseById(tx: Tx, id: string): Promise<CaseDetails | null> {
	const [row] = await tx<Row[]>`
		select i.id, i.prefix, i.number, i.subject, i.status, i.outcome, i.outcome_reason as reason,
			i.deal_value_minor as "dealValueMinor", o.currency, i.source, i.last_direction as "lastDirection",
			i.created_at as "createdAt", i.active_at as "activeAt", i.closed_at as "closedAt", i.deleted_at as "deletedAt",
			i.assignee_id as "assigneeId", assignee.name as "assigneeName",
			i.follow_up_at as "followUpAt", reminder.name as "followUpBy",
			i.previous_id as "previousId", previous.number as "previousNumber", previous.prefix as "previousPrefix",
			c.id as "customerId", c.name as "customerName", c.email, c.phone, c.preferences,
			c.preferences_updated_at as "preferencesUpdatedAt", c.portal_seen_at as "portalSeenAt"
		from inquiries i
		join organizations o on o.id = i.org_id
		left join customers c on c.org_id = i.org_id and c.id = i.customer_id
		left join inquiries previous on previous.org_id = i.org_id and previous.id = i.previous_id
		left join members am on am.org_id = i.org_id and am.id = i.assignee_id
		left join people assignee on assignee.id = am.person_id
		left join members fm on fm.org_id = i.org_id and fm.id = i.follow_up_by
		left join people reminder on reminder.id = fm.person_id
		where i.org_id = (select scope_org()) and i.id = ${id}`;
	return row ? detailed(row) : null;
}

function detailed(row: Row): CaseDetails {
	const {
		assigneeId,
		assigneeName,
		followUpAt,
		followUpBy,
		previousId,
		previousNumber,
		previousPrefix,
		...rest
	} = row;
	const { customerId, customerName, email, phone, preferences, preferencesUpdatedAt, portalSeenAt, ...own } =
		rest;
	return {
		...own,
		assignee: assigneeId ? { id: assigneeId, name: assigneeName ?? '' } : null,
		followUp: followUpAt ? { at: followUpAt, by: followUpBy } : null,
		previous:
			previousId && previousNumber && previousPrefix
				? { id: previousId, prefix: previousPrefix, number: previousNumber }
				: null,
		customer: customerId
			? { id: customerId, name: customerName, email, phone, preferences, preferencesUpdatedAt, portalSeenAt }
			: null
	};
}

export type CaseNote = {
	id: string;
	body: string;
	createdAt: Date;
	memberId: string | null;
	author: string | null;
};

/** Since a moment; null: all. Oldest first. */
export function notesOf(tx: Tx, inquiryId: string, since: Date | null): Promise<CaseNote[]> {
	return tx<CaseNote[]>`
		select n.id, n.body, n.created_at as "createdAt", n.member_id as "memberId", people.name as author
		from inquiry_notes n
		left join members on members.org_id = n.org_id and members.id = n.member_id
		left join people on people.id = members.person_id
		where n.org_id = (select scope_org()) and n.inquiry_id = ${inquiryId}
			and n.created_at >= coalesce(${since}::timestamptz, '-infinity')
		order by n.created_at, n.id`;
}

export type EventKind =
	| 'opened'
	| 'replied'
	| 'assigned'
	| 'closed'
	| 'reopened'
	| 'deleted'
	| 'restored'
	| 'follow_up'
	| 'renamed'
	| 'merged'
	| 'referral'
	| 'quote';

/** What an event says beyond its kind; each kind has its own few. */
export type EventDetails = {
	/** assigned: the member's id; null: nobody. */
	to?: string | null;
	from?: string | null;
	/** closed, reopened: what it was closed with. */
	outcome?: CaseOutcome;
	reason?: string;
	dealValueMinor?: number;
	/** reopened: by a message of this channel. */
	channel?: string;
	/** renamed. */
	was?: string;
	subject?: string;
	/** follow_up: until when (ISO); null: taken away. */
	at?: string | null;
	/** follow_up: the time has come. */
	due?: boolean;
	/** referral: who the friend is was said, by which it counts or not; it was credited, or the credit taken back. */
	referral?: 'settled' | 'self' | 'duplicate' | 'credited' | 'taken_back';
	/** merged: the merge was taken back. */
	undone?: boolean;
	/** quote: its id, what became of it, by which name (INV-317), and the money that this was about in minor units of its currency. */
	quote?: string;
	what?: 'sent' | 'accepted' | 'declined' | 'invoiced' | 'payment' | 'paid' | 'unpaid' | 'refunded' | 'void';
	name?: string;
	amountMinor?: number;
	currency?: string;
};

export type CaseEvent = {
	id: string;
	kind: EventKind;
	details: EventDetails;
	createdAt: Date;
	memberId: string | null;
	/** Who did it; null: nobody of the team, or somebody who has left. */
	author: string | null;
	/** assigned: the name of who got it. */
	toName: string | null;
};

/** Since a moment; null: all. Oldest first. Replies are left out: their messages stand there themselves. */
export function eventsOf(tx: Tx, inquiryId: string, since: Date | null): Promise<CaseEvent[]> {
	return tx<CaseEvent[]>`
		select e.id, e.kind, e.details, e.created_at as "createdAt", e.member_id as "memberId", people.name as author,
			assigned.name as "toName"
		from inquiry_events e
		left join members on members.org_id = e.org_id and members.id = e.member_id
		left join people on people.id = members.person_id
		left join members tm on tm.org_id = e.org_id and tm.id::text = e.details ->> 'to'
		left join people assigned on assigned.id = tm.person_id
		where e.org_id = (select scope_org()) and e.inquiry_id = ${inquiryId} and e.kind <> 'replied'
			and e.created_at >= coalesce(${since}::timestamptz, '-infinity')
		order by e.created_at, e.place`;
}

export type OtherCase = {
	id: string;
	prefix: string;
	number: number;
	subject: string;
	status: CaseStatus;
	outcome: CaseOutcome | null;
	activeAt: Date;
};

/** The customer's cases but this one, the most recently active first. */
export function otherCases(
	tx: Tx,
	customerId: string,
	inquiryId: string,
	atMost: number
): Promise<OtherCase[]> {
	return tx<OtherCase[]>`
		select i.id, i.prefix, i.number, i.subject, i.status, i.outcome, i.active_at as "activeAt"
		from inquiries i
		where i.org_id = (select scope_org()) and i.customer_id = ${customerId} and i.id <> ${inquiryId} and i.deleted_at is null
		order by i.active_at desc, i.id limit ${atMost}`;
}

/** A file that went between the business and a customer: shared as a document, or attached to a message. */
export type CaseFile = {
	id: string;
	kind: 'document' | 'attachment';
	/** The case of the attachment's message; null for a document. */
	inquiryId: string | null;
	name: string;
	contentType: string;
	/** bytes */
	size: number;
	createdAt: Date;
};

/** The newest first. */
export function filesOf(tx: Tx, customerId: string, atMost: number): Promise<CaseFile[]> {
	return tx<CaseFile[]>`
		(select id, 'document' as kind, null::uuid as "inquiryId", coalesce(label, name) as name, content_type as "contentType", size,
			created_at as "createdAt"
		from documents where org_id = (select scope_org()) and customer_id = ${customerId} order by created_at desc limit ${atMost})
		union all
		(select a.id, 'attachment', m.inquiry_id, a.name, a.content_type, a.size, a.created_at
		from attachments a join messages m on m.org_id = a.org_id and m.id = a.message_id
		where a.org_id = (select scope_org()) and a.customer_id = ${customerId} order by a.created_at desc limit ${atMost})
		order by "createdAt" desc limit ${atMost}`;
}

/** W4: members to whom a case may be given. */
export function assignable(tx: Tx): Promise<{ id: string; name: string; role: MemberRole }[]> {
	return tx<{ id: string; name: string; role: MemberRole }[]>`
		select members.id, people.name, members.role from members join people on people.id = members.person_id
		where members.org_id = (select scope_org()) and members.role <> 'viewer' order by lower(people.name), members.id`;
}
