import type { LedgerState } from '#hub/referrals/schema.ts';

export type LedgerPlace = { q: string; state: LedgerState; after?: string | null };

/** A page of the ledger, without what is usual anyway. */
export function ledgerAddress({ q, state, after }: LedgerPlace): string {
	const search = new URLSearchParams();
	if (q.trim()) search.set('q', q.trim());
	if (state !== 'all') search.set('state', state);
	if (after) search.set('after', after);
	return search.size ? `/referrals?${search}` : '/referrals';
}
