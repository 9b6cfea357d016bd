import type { Tx } from '#platform/database/database.ts';

export type CaseStatus = 'open' | 'waiting' | 'closed';
export type CaseOutcome = 'won' | 'lost' | 'no_decision';

/** A case in a customer's timeline. */
export type CaseRow = {
	id: string;
	prefix: string;
	number: number;
	subject: string;
	status: CaseStatus;
	outcome: CaseOutcome | null;
	/** Who wrote last; null: nobody yet. */
	lastDirection: 'inbound' | 'outbound' | null;
	createdAt: Date;
	activeAt: Date;
	closedAt: Date | null;
	assignee: string | null;
	messageCount: number;
	/** The beginning of the newest message, line breaks and all; null: there is none. */
	lastBody: string | null;
	lastChannel: 'email' | 'whatsapp' | 'portal' | null;
};

/** Characters of a message that one line can show. */
const EXCERPT = 240;

/** A customer's cases, the most recently active first; deleted ones are not among them (W9). */
export function casesOfCustomer(tx: Tx, customerId: string, limit: number): Promise<CaseRow[]> {
	return tx<CaseRow[]>`
		select inquiries.id, inquiries.prefix, inquiries.number, inquiries.subject, inquiries.status,
			inquiries.outcome, inquiries.last_direction as "lastDirection", inquiries.created_at as "createdAt",
			inquiries.active_at as "activeAt", inquiries.closed_at as "closedAt", people.name as assignee,
			(select count(*)::int from messages
				where messages.org_id = inquiries.org_id and messages.inquiry_id = inquiries.id) as "messageCount",
			newest.body as "lastBody", newest.channel as "lastChannel"
		from inquiries
		left join members on members.org_id = inquiries.org_id and members.id = inquiries.assignee_id
		left join people on people.id = members.person_id
		left join lateral (
			select left(messages.body, ${EXCERPT}) as body, messages.channel from messages
			where messages.org_id = inquiries.org_id and messages.inquiry_id = inquiries.id
			order by messages.created_at desc, messages.id desc limit 1
		) as newest on true
		where inquiries.org_id = scope_org() and inquiries.customer_id = ${customerId} and inquiries.deleted_at is null
		order by inquiries.active_at desc, inquiries.id limit ${limit}`;
}

export type LatestCase = {
	customerId: string;
	activeAt: Date;
	/** Of the most recently active case that is not closed (D1); null: all are closed. */
	status: 'open' | 'waiting' | null;
	lastDirection: 'inbound' | 'outbound' | null;
};

/** For each of these customers who has a case: when one was last active, and how the current one stands. */
export function latestCases(tx: Tx, customerIds: string[]): Promise<LatestCase[]> {
	return tx<LatestCase[]>`
		select wanted.id as "customerId", latest.active_at as "activeAt", current_case.status,
			current_case.last_direction as "lastDirection"
		from unnest(${customerIds}::uuid[]) as wanted (id)
		cross join lateral (
			select active_at from inquiries
			where org_id = (select scope_org()) and customer_id = wanted.id and deleted_at is null
			order by active_at desc limit 1
		) as latest
		left join lateral (
			select status, last_direction from inquiries
			where org_id = (select scope_org()) and customer_id = wanted.id and deleted_at is null and status <> 'closed'
			order by active_at desc limit 1
		) as current_case on true`;
}

export type FoundCase = {
	id: string;
	prefix: string;
	number: number;
	subject: string;
	status: CaseStatus;
	customerId: string | null;
	customerName: string | null;
};

export async function caseByNumber(tx: Tx, number: number): Promise<FoundCase | null> {
	const [row] = await tx<FoundCase[]>`
		select inquiries.id, inquiries.prefix, inquiries.number, inquiries.subject, inquiries.status,
			customers.id as "customerId", name_in_case(inquiries.org_id, inquiries.id, customers.name) as "customerName"
		from inquiries
		left join customers on customers.org_id = inquiries.org_id and customers.id = inquiries.customer_id
		where inquiries.org_id = scope_org() and inquiries.number = ${number} and inquiries.deleted_at is null`;
	return row ?? null;
}

export type NewInquiry = {
	orgId: string;
	customerId: string | null;
	subject: string;
	source: string;
	memberId: string | null;
	assigneeId: string | null;
	previousId: string | null;
	/** null: a fresh one. */
	id: string | null;
};

/** Numbers are given out one after the other: whoever holds this row opens the next case. */
export async function oneOpeningAtATime(tx: Tx): Promise<void> {
	await tx`select from organizations where id = (select scope_org()) for no key update`;
}

export async function insertInquiry(tx: Tx, it: NewInquiry): Promise<{ id: string; number: number }> {
	const [row] = await tx<{ id: string; number: number }[]>`
		with counted as (
			update organizations set last_case_number = last_case_number + 1 where id = ${it.orgId} returning last_case_number
		), opened as (
			insert into inquiries (org_id, id, number, customer_id, subject, source, assignee_id, previous_id)
			select ${it.orgId}, coalesce(${it.id}, gen_random_uuid()), last_case_number, ${it.customerId}, ${it.subject}, ${it.source}, ${it.assigneeId}, ${it.previousId} from counted
			returning id, number
		), told as (
			insert into inquiry_events (org_id, inquiry_id, kind, member_id)
			select ${it.orgId}, id, 'opened', ${it.memberId} from opened
		)
		select id, number from opened`;
	if (!row) throw new Error('the organization of the case is not there');
	return row;
}

/** `tooOld`: closed longer ago than the organization's setting allows to reopen. */
export type ReopenableCase = { id: string; tooOld: boolean };

export async function latestCase(tx: Tx, customerId: string): Promise<ReopenableCase | null> {
	const [row] = await tx<ReopenableCase[]>`
		select i.id, coalesce(i.status = 'closed' and i.closed_at < now() - o.new_case_after_days * interval '1 day', false) as "tooOld"
		from inquiries i join organizations o on o.id = i.org_id
		where i.org_id = (select scope_org()) and i.customer_id = ${customerId} and i.deleted_at is null
		order by i.status <> 'closed' desc, i.active_at desc, i.id desc limit 1`;
	return row ?? null;
}

export async function caseForReply(
	tx: Tx,
	inquiryId: string,
	customerId: string
): Promise<ReopenableCase | null> {
	const [row] = await tx<ReopenableCase[]>`
		select i.id, coalesce(i.status = 'closed' and i.closed_at < now() - o.new_case_after_days * interval '1 day', false) as "tooOld"
		from inquiries i join organizations o on o.id = i.org_id
		where i.org_id = (select scope_org()) and i.id = ${inquiryId} and i.customer_id = ${customerId} and i.deleted_at is null`;
	return row ?? null;
}
