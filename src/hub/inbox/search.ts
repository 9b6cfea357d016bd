import { suggestCustomers } from '#hub/customers/list.ts';
import type { ListedCustomer } from '#hub/customers/sql.ts';
import { findCaseByNumber, type FoundCase } from '#hub/inquiries/verbs.ts';
import { findPapersByNumber } from '#hub/quotes/verbs.ts';
import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';

export type SearchResult = {
	cases: FoundCase[];
	papers: Awaited<ReturnType<typeof findPapersByNumber>>;
	customers: ListedCustomer[];
};

/** Customers that the search box offers. */
const OFFERED = 8;

/** W2: what ⌘K finds: a case by `YS-000123` or `123`, a quote, invoice or receipt by `INV-317` or `317`, a customer by name, email or phone. Nothing typed: nothing found. */
export async function search(tx: Tx, actor: Member, query: string): Promise<SearchResult> {
	const [found, papers, customers] = await Promise.all([
		findCaseByNumber(tx, actor, query.slice(0, 200)),
		findPapersByNumber(tx, actor, query.slice(0, 200)),
		suggestCustomers(tx, actor, query, OFFERED)
	]);
	return { cases: found ? [found] : [], papers, customers };
}
