import type { Tx } from '#platform/database/database.ts';
import { settleAsHers } from '#hub/referrals/unsettled.ts';
import * as sql from './removal-sql.ts';
import type { Person } from './removal-sql.ts';

export type { Person } from './removal-sql.ts';

/** What went: rows by table; the objects are on their way out. */
export type Removed = {
	counts: Record<string, number>;
	/** Documents and attachments. */
	files: number;
	/** Of all objects, thumbnails too. */
	bytes: number;
	/** Under what her mails and messages were marked as seen, for the ledger. */
	seen: Buffer[];
};

/**
 * S16: removes every row of a customer that the registry of claims knows, and takes her out of those that stay (D9 aside). For an
 * approved erasure, as the worker, and for one that is applied again to a restored backup, as the owner of the tables; in a
 * transaction in which nobody else adds to her. Objects are marked as those of the erasure, which removes them afterwards. Throws when
 * a row would be left: nothing is then removed.
 */
export async function removeCustomer(tx: Tx, whose: Person, erasureId: string): Promise<Removed> {
	// What was written by a referral link under her address, before anybody has said by whom, names her and goes with her.
	await settleAsHers(tx, whose);
	const bytes = await sql.takeObjects(tx, whose, erasureId);
	const kept = await sql.keepInvoices(tx, whose);
	const stripped = await sql.stripRows(tx, whose);
	const { counts, seen } = await sql.deleteRows(tx, whose);
	const left = await sql.leftOver(tx, whose);
	if (left.length) throw new Error(`an erasure would leave rows behind: ${left.join(', ')}`);
	for (const [table, count] of Object.entries(stripped)) counts[table] = (counts[table] ?? 0) + count;
	return {
		counts: { ...counts, kept_invoices: kept },
		files: (counts['documents'] ?? 0) + (counts['attachments'] ?? 0),
		bytes,
		seen
	};
}
