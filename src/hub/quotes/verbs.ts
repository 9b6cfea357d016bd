import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import * as sql from './sql.ts';

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
