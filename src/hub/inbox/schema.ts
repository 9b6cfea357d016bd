import { isUuid, searched } from '#platform/forms/text.ts';

/** The lists of the inbox. `all`, every case that is not deleted, is where a search looks when nothing else is asked for. */
export const views = [
	'needs-reply',
	'open',
	'waiting',
	'closed',
	'mine',
	'unassigned',
	'deleted',
	'requests',
	'all'
] as const;
export type View = (typeof views)[number];

/** A place in a list: the moment that the list is ordered by, in microseconds since 1970, and the case's id. */
export type Edge = { place: string; id: string };

/** A page of the inbox, as its address says it. */
export type InboxRequest = {
	view: View;
	/** What is searched for; empty: nothing. */
	query: string;
	/** The place after or before which the page stands. */
	after: Edge | null;
	before: Edge | null;
};

/** Whatever is not understood is left out: a list is never an error page. */
export function inboxRequest(address: URLSearchParams): InboxRequest {
	const query = searched(address);
	const asked = address.get('view');
	const after = readEdge(address.get('after'));
	return {
		view: views.find((view) => view === asked) ?? (query ? 'all' : 'needs-reply'),
		query,
		after,
		before: after ? null : readEdge(address.get('before'))
	};
}

/** An edge as addresses write it. */
export const writeEdge = ({ place, id }: Edge) => `${place}_${id}`;

function readEdge(text: string | null): Edge | null {
	const [place = '', id = ''] = (text ?? '').split('_');
	return /^\d{1,16}$/.test(place) && isUuid(id) ? { place, id } : null;
}
