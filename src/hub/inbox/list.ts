import { forbidden } from '#hub/errors.ts';
import { searchWords } from '#hub/customers/search-text.ts';
import { caseNumber, readCaseNumber } from '#hub/inquiries/case-number.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { excerpt, type Excerpt } from './excerpt.ts';
import { canSeeDeleted } from './policy.ts';
import { writeEdge, type InboxRequest } from './schema.ts';
import * as sql from './sql.ts';

/** Cases of one page; fewer of a search, whose page costs more the longer it is. */
const PAGE = 50;
const FOUND = 25;
/** Pending requests that the list of them shows; the next ones follow when these are decided. */
const REQUESTS = 100;
/** How far lists are counted; beyond, a screen says "999+". */
const COUNTED = 1000;

export type ListedCase = Omit<sql.InboxRow, 'prefix' | 'number'> & {
	/** As on screen, `YS-000123`. */
	number: string;
	/** W3: open, and the customer wrote last. */
	needsReply: boolean;
	/** Of a case found by a message: where it says so; null otherwise. */
	excerpt: Excerpt | null;
};

export type InboxPage = {
	cases: ListedCase[];
	/** Edges for the address of the neighbouring pages; null: there is none. */
	after: string | null;
	before: string | null;
};

/**
 * A page of one of the inbox's lists, the most recently active first; with a query, of its cases that have every word of it in a
 * message or the subject, or whose customer has. Throws forbidden for the deleted ones (W9).
 */
export async function listCases(tx: Tx, actor: Member, request: InboxRequest): Promise<InboxPage> {
	const { view, query } = request;
	if (view === 'deleted' && !canSeeDeleted(actor.role))
		throw forbidden('Deleted cases are shown to the owner and to admins.');
	if (view === 'requests') return { cases: [], after: null, before: null };
	const limit = query ? FOUND : PAGE;
	const backwards = request.before !== null;
	const edge = request.before ?? request.after;
	const page = { view, backwards, edge, limit: limit + 1 };
	const [rows, numbered] = await Promise.all([
		query
			? sql.pageOfMatches(tx, actor.memberId, { sought: query, names: searchWords(query) }, page)
			: sql.pageOfCases(tx, actor.memberId, page),
		edge ? null : caseOfNumber(tx, actor, view, query)
	]);
	if (!rows.length && edge) return listCases(tx, actor, { ...request, after: null, before: null });
	const shown = backwards ? rows.slice(-limit) : rows.slice(0, limit);
	const [first, last] = [shown[0], shown.at(-1)];
	const more = rows.length > limit;
	const cases = shown.map((row) => listedCase(row, query)).filter(({ id }) => id !== numbered?.id);
	return {
		cases: numbered ? [numbered, ...cases] : cases,
		after: last && (backwards || more) ? writeEdge(last) : null,
		before: first && (backwards ? more : edge) ? writeEdge(first) : null
	};
}

/** W2: who types a case's number, as `YS-000123` or `123`, finds that case first. */
async function caseOfNumber(
	tx: Tx,
	actor: Member,
	view: sql.ListedView,
	query: string
): Promise<ListedCase | null> {
	const wanted = readCaseNumber(query);
	const row = wanted && (await sql.caseOfNumber(tx, actor.memberId, view, wanted.number));
	if (!row || (wanted.prefix !== null && wanted.prefix !== row.prefix)) return null;
	return listedCase(row, query);
}

function listedCase(found: sql.InboxRow | sql.FoundRow, query: string): ListedCase {
	const { prefix, number, body, ...row } = { body: null, ...found };
	return {
		...row,
		number: caseNumber(prefix, number),
		needsReply: row.status === 'open' && row.lastDirection === 'inbound',
		excerpt: body === null ? null : excerpt(body, query)
	};
}

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
