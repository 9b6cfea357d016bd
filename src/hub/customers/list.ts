import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { ListRequest } from './schema.ts';
import { fold, searchWords } from './search-text.ts';
import * as sql from './sql.ts';

export type ListPage = {
	customers: sql.ListedCustomer[];
	/** The customers beyond whom the neighbouring pages stand; null: there is none. */
	after: string | null;
	before: string | null;
};

const PAGE = 50;

/**
 * A page of the organization's customers, by name or newest first, those that match `query` when it says anything. Pages are
 * found by their edge (keyset), so the thousandth takes as long as the first. When the edge is gone, the first page is given.
 */
export async function listCustomers(tx: Tx, _actor: Member, request: ListRequest): Promise<ListPage> {
	const words = searchWords(request.query);
	const backwards = request.before !== null;
	const edge = request.before ?? request.after;
	const page = { byNewest: request.sort === 'newest', backwards, edge, limit: PAGE + 1 };
	const rows = words.length ? await sql.pageOfMatches(tx, words, page) : await sql.pageOfCustomers(tx, page);
	if (!rows.length && edge) return listCustomers(tx, _actor, { ...request, after: null, before: null });
	const more = rows.length > PAGE;
	const customers = backwards ? rows.slice(0, PAGE).reverse() : rows.slice(0, PAGE);
	return {
		customers,
		after: backwards || more ? (customers.at(-1)?.id ?? null) : null,
		before: (backwards ? more : edge !== null) ? (customers[0]?.id ?? null) : null
	};
}

/** Whether the organization has a customer yet. */
export const hasCustomers = (tx: Tx, _actor: Member): Promise<boolean> => sql.anyCustomer(tx);

/** Those with whom there was something to do lately, latest first: whoever is looked for is mostly one of them. */
export const latelyInTouch = (tx: Tx, _actor: Member, limit: number): Promise<sql.ListedCustomer[]> =>
	sql.customersLately(tx, limit);

/** W2: the first few that a search box offers; those whose name begins so come before all others. */
export async function suggestCustomers(
	tx: Tx,
	_actor: Member,
	query: string,
	limit: number
): Promise<sql.ListedCustomer[]> {
	const words = searchWords(query);
	if (!words.length) return [];
	const named = await sql.customersByNamePrefix(tx, fold(query).slice(0, 80), limit);
	if (named.length === limit) return named;
	const matches = await sql.pageOfMatches(tx, words, {
		byNewest: false,
		backwards: false,
		edge: null,
		limit: limit * 2
	});
	const known = new Set(named.map(({ id }) => id));
	return [...named, ...matches.filter(({ id }) => !known.has(id))].slice(0, limit);
}
