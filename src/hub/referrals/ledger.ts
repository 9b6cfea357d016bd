import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import * as sql from './ledger-sql.ts';
import type { LedgerRequest } from './schema.ts';

export type { LedgerRow, Referrer } from './ledger-sql.ts';

const PAGE = 50;
const REFERRERS = 20;

export type Ledger = {
	rows: sql.LedgerRow[];
	/** The referral beyond which the next page stands; null: there is none. */
	after: string | null;
	totals: sql.LedgerTotals;
	/** Who sends most. */
	referrers: sql.Referrer[];
};

/** W1: who sent whom, the newest first, a page at a time by its edge. When the edge is gone, the first page is given. */
export async function referralLedger(tx: Tx, actor: Member, request: LedgerRequest): Promise<Ledger> {
	const [rows, totals, referrers] = await Promise.all([
		sql.ledgerRows(tx, request, PAGE + 1),
		sql.ledgerTotals(tx),
		sql.topReferrers(tx, REFERRERS)
	]);
	if (!rows.length && request.after) return referralLedger(tx, actor, { ...request, after: null });
	const shown = rows.slice(0, PAGE);
	return { rows: shown, after: rows.length > PAGE ? (shown.at(-1)?.id ?? null) : null, totals, referrers };
}
