import { byCategory, searchArticles } from '#hub/help/help.ts';
import { searched } from '#platform/forms/text.ts';

export const load = ({ url }) => {
	const query = searched(url.searchParams);
	return { query, found: query ? searchArticles(query) : null, groups: byCategory() };
};
