import type { View } from '#hub/inbox/schema.ts';

/** A page of the inbox. `view` null: where one lands, Needs reply, or all cases while something is searched for. */
export type InboxPlace = { view?: View | null; q?: string; after?: string | null; before?: string | null };

/** What an address says after its path, without what is usual anyway; with the question mark unless it is empty. */
export function inboxSearch({ view, q = '', after, before }: InboxPlace): string {
	const search = new URLSearchParams();
	const usual = q.trim() ? 'all' : 'needs-reply';
	if (view && view !== usual) search.set('view', view);
	if (q.trim()) search.set('q', q.trim());
	if (after) search.set('after', after);
	if (before) search.set('before', before);
	return search.size ? `?${search}` : '';
}

const LIST = ['view', 'q', 'after', 'before'];

/** The part of a page's address that says which list stands beside the case, to be carried along: `?view=open&q=gloss`, or empty. */
export function listSearch(url: URL): string {
	const search = new URLSearchParams([...url.searchParams].filter(([name]) => LIST.includes(name)));
	return search.size ? `?${search}` : '';
}
