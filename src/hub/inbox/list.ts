import { forbidden } from '#hub/errors.ts';
import { caseNumber } from '#hub/inquiries/case-number.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { canSeeDeleted } from './policy.ts';
import { writeEdge, type InboxRequest } from './schema.ts';
import * as sql from './sql.ts';

/** Cases of one page. */
const PAGE = 50;
/** Pending requests that the list of them shows; the next ones follow when these are decided. */
const REQUESTS = 100;
/** How far lists are counted; beyond, a screen says "999+". */
const COUNTED = 1000;

export type ListedCase = Omit<sql.InboxRow, 'prefix' | 'number' | 'place'> & {
	/** As on screen, `YS-000123`. */
	number: string;
	/** W3: open, and the customer wrote last. */
	needsReply: boolean;
};

export type InboxPage = {
	cases: ListedCase[];
	/** Edges for the address of the neighbouring pages; null: there is none. */
	after: string | null;
	before: string | null;
};

/** A page of one of the inbox's lists, the most recently active first. Throws forbidden for the deleted ones (W9). */
export async function listCases(tx: Tx, actor: Member, request: InboxRequest): Promise<InboxPage> {
	const { view } = request;
	if (view === 'deleted' && !canSeeDeleted(actor.role))
		throw forbidden('Deleted cases are shown to the owner and to admins.');
	if (view === 'requests') return { cases: [], after: null, before: null };
	const backwards = request.before !== null;
	const edge = request.before ?? request.after;
	const rows = await sql.pageOfCases(tx, actor.memberId, { view, backwards, edge, limit: PAGE + 1 });
	if (!rows.length && edge) return listCases(tx, actor, { ...request, after: null, before: null });
	return paged(rows, backwards, edge !== null);
}

function paged(rows: sql.InboxRow[], backwards: boolean, onward: boolean): InboxPage {
	const more = rows.length > PAGE;
	const shown = backwards ? rows.slice(-PAGE) : rows.slice(0, PAGE);
	const [first, last] = [shown[0], shown.at(-1)];
	return {
		cases: shown.map(listedCase),
		after: last && (backwards || more) ? writeEdge(last) : null,
		before: first && (backwards ? more : onward) ? writeEdge(first) : null
	};
}

const listedCase = ({ prefix, number, place: _, ...row }: sql.InboxRow): ListedCase => ({
	...row,
	number: caseNumber(prefix, number),
	needsReply: row.status === 'open' && row.lastDirection === 'inbound'
});

/** How many cases each list holds, at most 1,000: that many stands for more. `deleted` is null for whoever may not see them. */
export type Counts = Record<
	'needs-reply' | 'open' | 'waiting' | 'closed' | 'mine' | 'unassigned' | 'requests',
	number
> & {
	deleted: number | null;
};

const COUNTED_LISTS = ['needs-reply', 'open', 'waiting', 'closed', 'mine', 'unassigned'] as const;

export async function countCases(tx: Tx, actor: Member): Promise<Counts> {
	const seesDeleted = canSeeDeleted(actor.role);
	const [counted, requests] = await Promise.all([
		sql.counts(tx, actor.memberId, seesDeleted ? [...COUNTED_LISTS, 'deleted'] : COUNTED_LISTS, COUNTED),
		sql.countRequests(tx, COUNTED)
	]);
	const of = (view: sql.ListedView) => counted.get(view) ?? 0;
	return {
		'needs-reply': of('needs-reply'),
		open: of('open'),
		waiting: of('waiting'),
		closed: of('closed'),
		mine: of('mine'),
		unassigned: of('unassigned'),
		requests,
		deleted: seesDeleted ? of('deleted') : null
	};
}

/** How many cases need a reply, counted as above: what the desk's rail says on every page. */
export async function countNeedingReply(tx: Tx, actor: Member): Promise<number> {
	return (await sql.counts(tx, actor.memberId, ['needs-reply'], COUNTED)).get('needs-reply') ?? 0;
}

/** S14: whoever asks to be deleted stays in the inbox until somebody has decided, the oldest request first. */
export const pendingRequests = (tx: Tx, _actor: Member): Promise<sql.PendingRequest[]> =>
	sql.pendingRequests(tx, REQUESTS);
