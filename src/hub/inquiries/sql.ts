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
		select inquiries.id, organizations.case_prefix as prefix, inquiries.number, inquiries.subject, inquiries.status,
			inquiries.outcome, inquiries.last_direction as "lastDirection", inquiries.created_at as "createdAt",
			inquiries.active_at as "activeAt", inquiries.closed_at as "closedAt", people.name as assignee,
			(select count(*)::int from messages
				where messages.org_id = inquiries.org_id and messages.inquiry_id = inquiries.id) as "messageCount",
			newest.body as "lastBody", newest.channel as "lastChannel"
		from inquiries
		join organizations on organizations.id = inquiries.org_id
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
		select inquiries.id, organizations.case_prefix as prefix, inquiries.number, inquiries.subject, inquiries.status,
			customers.id as "customerId", customers.name as "customerName"
		from inquiries
		join organizations on organizations.id = inquiries.org_id
		left join customers on customers.org_id = inquiries.org_id and customers.id = inquiries.customer_id
		where inquiries.org_id = scope_org() and inquiries.number = ${number} and inquiries.deleted_at is null`;
	return row ?? null;
}
