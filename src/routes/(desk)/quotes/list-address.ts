import type { QuoteList } from '#hub/quotes/verbs.ts';

/** A page of the list of quotes. */
export type ListPlace = { state: QuoteList; q: string; after?: string | null; before?: string | null };

/** Its address, without what is usual anyway. */
export function listAddress({ state, q, after, before }: ListPlace): string {
	const search = new URLSearchParams();
	if (state !== 'all') search.set('state', state);
	if (q.trim()) search.set('q', q.trim());
	if (after) search.set('after', after);
	if (before) search.set('before', before);
	return search.size ? `/quotes?${search}` : '/quotes';
}
