import type { CaseOutcome, CaseStatus } from '#hub/inquiries/sql.ts';
import type { Channel } from '#hub/messages/types.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Edge, View } from './schema.ts';

/** One row of the inbox. */
export type InboxRow = {
	id: string;
	prefix: string;
	number: number;
	subject: string;
	status: CaseStatus;
	outcome: CaseOutcome | null;
	customerId: string | null;
	customerName: string | null;
	/** The newest message on one line; null: there is none. */
	lastLine: string | null;
	lastDirection: 'inbound' | 'outbound' | null;
	lastChannel: Channel | null;
	assignee: string | null;
	assignedToMe: boolean;
	/** The customer wrote since this member last read the case, which is not closed. */
	unread: boolean;
	/** When the case was last active; in the list of deleted cases: when it was deleted. */
	at: Date;
	/** `at` in microseconds since 1970. */
	place: string;
};

export type ListedView = Exclude<View, 'requests'>;
export type PageOfView = { view: ListedView; backwards: boolean; edge: Edge | null; limit: number };

/** What a list holds. Each has an index of its own in its own order (db/migrations/0070). */
function held(tx: Tx, view: ListedView, memberId: string) {
	switch (view) {
		case 'needs-reply':
			return tx`i.status = 'open' and i.last_direction = 'inbound' and i.deleted_at is null`;
		case 'open':
		case 'waiting':
		case 'closed':
			return tx`i.status = ${view} and i.deleted_at is null`;
		case 'mine':
			return tx`i.assignee_id = ${memberId} and i.status <> 'closed' and i.deleted_at is null`;
		case 'unassigned':
			return tx`i.assignee_id is null and i.status <> 'closed' and i.deleted_at is null`;
		case 'deleted':
			return tx`i.deleted_at is not null`;
		case 'all':
			return tx`i.deleted_at is null`;
	}
}

const moment = (tx: Tx, edge: Edge) =>
	tx`timestamptz 'epoch' + ${edge.place}::bigint * interval '1 microsecond'`;

/** Cases of a list beyond the edge, the newest first; at most `limit`, those next to the edge. */
export function pageOfCases(tx: Tx, memberId: string, page: PageOfView): Promise<InboxRow[]> {
	const { view, backwards, edge, limit } = page;
	const place = view === 'deleted' ? tx`i.deleted_at` : tx`i.active_at`;
	const direction = backwards ? tx`asc` : tx`desc`;
	// The index has them by assignee, and PostgreSQL does not see by itself that "is null" leaves nothing to order.
	const first = view !== 'unassigned' ? tx`` : backwards ? tx`i.assignee_id desc,` : tx`i.assignee_id,`;
	const beyond = edge
		? tx`and (${place}, i.id) ${backwards ? tx`>` : tx`<`} (${moment(tx, edge)}, ${edge.id})`
		: tx``;
	return tx<InboxRow[]>`
		${rows(
			tx,
			memberId,
			tx`select i.*, ${place} as place from inquiries i
				where i.org_id = (select scope_org()) and ${held(tx, view, memberId)} ${beyond}
				order by ${first} ${place} ${direction}, i.id ${direction} limit ${limit}`
		)}`;
}

export type FoundRow = InboxRow & {
	/** The newest message that has what was sought; null: the case was found by its subject or its customer. */
	body: string | null;
};

/** Characters of a found message that are looked through for a line to show. */
const LOOKED_THROUGH = 20_000;

/** The same for cases in which `sought` is found, by whole words and the beginning of the last; `names` as customers are searched by. */
export function pageOfMatches(
	tx: Tx,
	memberId: string,
	search: { sought: string; names: string[] },
	page: PageOfView
): Promise<FoundRow[]> {
	const { view, backwards, edge, limit } = page;
	const place = view === 'deleted' ? tx`i.deleted_at` : tx`i.active_at`;
	return tx<FoundRow[]>`
		select listed.*, left(messages.body, ${LOOKED_THROUGH}) as body from (${rows(
			tx,
			memberId,
			tx`select i.*, ${place} as place, found.message_id as found_message
				from gate.search_cases(${search.sought}, ${search.names}, ${view}, ${memberId}, ${backwards},
					${edge ? moment(tx, edge) : null}, ${edge?.id ?? null}, ${limit}) as found (found_inquiry, message_id)
				join inquiries i on i.org_id = (select scope_org()) and i.id = found.found_inquiry`,
			tx`, page.found_message`
		)}) as listed
		left join messages on messages.org_id = (select scope_org()) and messages.id = listed.found_message
		order by listed.at desc, listed.id desc`;
}

/** The case of that number, if the list holds it. */
export async function caseOfNumber(
	tx: Tx,
	memberId: string,
	view: ListedView,
	number: number
): Promise<InboxRow | null> {
	const [row] = await tx<InboxRow[]>`
		${rows(
			tx,
			memberId,
			tx`select i.*, i.active_at as place from inquiries i
				where i.org_id = (select scope_org()) and i.number = ${number} and ${held(tx, view, memberId)}`
		)}`;
	return row ?? null;
}

/** The rows of these cases with all that a list shows; `cases` selects them with their `place`. */
const rows = (tx: Tx, memberId: string, cases: ReturnType<Tx>, more = tx``) => tx`
	select page.id, page.prefix, page.number, page.subject, page.status, page.outcome,
		customers.id as "customerId", name_in_case(page.org_id, page.id, customers.name) as "customerName", page.last_line as "lastLine",
		page.last_direction as "lastDirection", page.last_channel as "lastChannel", people.name as assignee,
		page.assignee_id is not distinct from ${memberId} as "assignedToMe",
		coalesce(page.status <> 'closed' and page.last_inbound_at > coalesce(reads.read_at, '-infinity'), false) as unread,
		page.place as at, (extract(epoch from page.place) * 1000000)::bigint::text as place${more}
	from (${cases}) as page
	left join customers on customers.org_id = page.org_id and customers.id = page.customer_id
	left join members on members.org_id = page.org_id and members.id = page.assignee_id
	left join people on people.id = members.person_id
	left join inquiry_reads as reads
		on reads.org_id = page.org_id and reads.inquiry_id = page.id and reads.member_id = ${memberId}
	order by page.place desc, page.id desc`;

/** How many cases each list holds, counted to `most` and no further, so that it costs the same however many there are. */
export async function counts(
	tx: Tx,
	memberId: string,
	lists: readonly ListedView[],
	most: number
): Promise<Map<ListedView, number>> {
	const counted = await tx<{ view: ListedView; held: number }[]>`
		${lists
			.map(
				(view) => tx`select ${view}::text as view, count(*)::int as held from (select from inquiries i
					where i.org_id = (select scope_org()) and ${held(tx, view, memberId)} limit ${most}) as counted`
			)
			.reduce((all, one) => tx`${all} union all ${one}`)}`;
	return new Map(counted.map(({ view, held }) => [view, held]));
}

/** A customer who asks to be deleted (S13). */
export type PendingRequest = { id: string; customerId: string; customerName: string; requestedAt: Date };

/** Those that nobody has decided yet (S14), the oldest first. */
export function pendingRequests(tx: Tx, limit: number): Promise<PendingRequest[]> {
	return tx<PendingRequest[]>`
		select requests.id, customers.id as "customerId", customers.name as "customerName", requests.requested_at as "requestedAt"
		from customer_data_requests as requests
		join customers on customers.org_id = requests.org_id and customers.id = requests.customer_id
		where requests.org_id = (select scope_org()) and requests.status = 'pending'
		order by requests.requested_at, requests.id limit ${limit}`;
}

export async function countRequests(tx: Tx, most: number): Promise<number> {
	const [row] = await tx<{ count: number }[]>`
		select count(*)::int as count from (select from customer_data_requests
			where org_id = (select scope_org()) and status = 'pending' limit ${most}) as pending`;
	return row?.count ?? 0;
}
