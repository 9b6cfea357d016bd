import { byCategory, searchArticles } from '#hub/help/help.ts';

export const load = ({ url }) => {
	const query = (url.searchParams.get('q') ?? '').slice(0, 200).trim();
	return { query, found: query ? searchArticles(query) : null, groups: byCategory() };
};
