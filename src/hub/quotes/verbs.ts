import { notFound } from '#hub/errors.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { isUuid, searched } from '#platform/forms/text.ts';
import { readPaperNumber } from './numbers.ts';
import * as sql from './sql.ts';
import { quoteStatuses, type QuoteStatus } from './state.ts';

/** Quotes that a customer's page shows at most. */
const SHOWN = 100;

/** A customer's quotes and invoices for her page, drafts included, the newest first; `more`: older ones are not among them. */
export async function quotesOf(
	tx: Tx,
	_actor: Member,
	customerId: string
): Promise<{ quotes: sql.QuoteRow[]; more: boolean }> {
	const rows = await sql.quotesOfCustomer(tx, customerId, SHOWN + 1);
	return { quotes: rows.slice(0, SHOWN), more: rows.length > SHOWN };
}

/** Those of a case, the newest first; a case's page shows a few. */
export const quotesOfCase = (tx: Tx, _actor: Member, inquiryId: string): Promise<sql.QuoteRow[]> =>
	isUuid(inquiryId) ? sql.quotesOfCase(tx, inquiryId, 8) : Promise.resolve([]);

/** The lists of `/quotes`: what waits for whom. */
const quoteLists = {
	all: quoteStatuses,
	drafts: ['draft'],
	sent: ['sent'],
	accepted: ['accepted'],
	unpaid: ['invoiced'],
	paid: ['paid'],
	over: ['declined', 'refunded', 'void']
} as const satisfies Record<string, readonly QuoteStatus[]>;
export type QuoteList = keyof typeof quoteLists;

export type ListRequest = { list: QuoteList; query: string; after: string | null; before: string | null };

/** What the address of `/quotes` asks for; nonsense is passed over. */
export function listRequest(search: URLSearchParams): ListRequest {
	const list = search.get('state') ?? 'all';
	const edge = (name: string) => {
		const id = search.get(name);
		return id && isUuid(id) ? id : null;
	};
	return {
		list: Object.hasOwn(quoteLists, list) ? (list as QuoteList) : 'all',
		query: searched(search),
		after: edge('after'),
		before: edge('before')
	};
}

export type QuotePage = {
	quotes: sql.ListedQuote[];
	/** The quotes beyond which the neighbouring pages stand; null: there is none. */
	after: string | null;
	before: string | null;
};

const PAGE = 50;

/** A page of quotes, newest first, found by its edge (keyset). When the edge is gone, the first page is given. */
export async function listQuotes(tx: Tx, actor: Member, request: ListRequest): Promise<QuotePage> {
	const backwards = request.before !== null;
	const edge = request.before ?? request.after;
	const rows = await sql.pageOfQuotes(tx, {
		statuses: quoteLists[request.list],
		number: readPaperNumber(request.query)?.number ?? null,
		text: request.query.toLowerCase() || null,
		edge,
		backwards,
		limit: PAGE + 1
	});
	if (!rows.length && edge) return listQuotes(tx, actor, { ...request, after: null, before: null });
	const more = rows.length > PAGE;
	const quotes = backwards ? rows.slice(0, PAGE).reverse() : rows.slice(0, PAGE);
	return {
		quotes,
		after: backwards || more ? (quotes.at(-1)?.id ?? null) : null,
		before: (backwards ? more : edge !== null) ? (quotes[0]?.id ?? null) : null
	};
}

/** What is out there, by currency: `openMinor` of invoices is what is still to come. */
export const sumsOf = (tx: Tx, _actor: Member) => sql.sumsByStatus(tx);

/** A quote with its lines, payments and timeline. Throws `not-found` for another organization's. */
export async function findQuote(tx: Tx, _actor: Member, id: string): Promise<sql.QuoteDetails> {
	const found = isUuid(id) ? await sql.quoteById(tx, id) : null;
	if (!found) throw notFound('This quote');
	return found;
}

/** W2: papers by number, for ⌘K: `INV-317` finds one, `317` up to three. */
export async function findPapersByNumber(tx: Tx, _actor: Member, query: string) {
	const sought = readPaperNumber(query);
	if (!sought) return [];
	const found = await sql.papersByNumber(tx, sought.number);
	return found
		.filter(({ kind }) => sought.kind === null || kind === sought.kind)
		.map((paper) => ({ ...paper, number: sought.number }));
}
