/** What a case's page depends on: `invalidate(caseKey(id))` reads it anew. */
export const caseKey = (id: string) => `hub:case:${id}` as const;

/** How many messages an address asks for; what is no number asks for the usual ones. */
export function shownMessages(url: URL): number | undefined {
	const asked = url.searchParams.get('show');
	return asked !== null && /^\d{1,5}$/.test(asked) ? Number(asked) : undefined;
}

/** The same page with more of the thread, which list stands beside it and all. */
export function withMore(url: URL, show: number): string {
	const search = new URLSearchParams(url.searchParams);
	search.set('show', String(show));
	return `?${search}`;
}
