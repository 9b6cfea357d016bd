/** A page of the list of customers. */
export type ListPlace = { q: string; sort: 'name' | 'newest'; after?: string | null; before?: string | null };

/** Its address, without what is usual anyway. */
export function listAddress({ q, sort, after, before }: ListPlace): string {
	const search = new URLSearchParams();
	if (q.trim()) search.set('q', q.trim());
	if (sort !== 'name') search.set('sort', sort);
	if (after) search.set('after', after);
	if (before) search.set('before', before);
	return search.size ? `/customers?${search}` : '/customers';
}
