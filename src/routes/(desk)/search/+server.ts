import { json } from '@sveltejs/kit';
import { search } from '#hub/inbox/search.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { paperNumber } from '#hub/quotes/numbers.ts';
import { searched } from '#platform/forms/text.ts';
import { answer, database, memberOf } from '../../respond.ts';
import type { Found } from './search.ts';

/** W2: what the command palette offers for `q`. */
export const GET = async ({ locals, url }) => {
	const actor = memberOf(locals);
	const query = searched(url.searchParams);
	const { cases, papers, customers } = await answer(() =>
		asMember(database(), actor, (tx) => search(tx, actor, query))
	);
	const found: Found = {
		cases: cases.map(({ id, number, subject, customerName }) => ({
			id,
			number,
			subject,
			customer: customerName
		})),
		papers: papers.map(({ kind, id, number, title, customerName }) => ({
			id,
			number: paperNumber(kind, number),
			title,
			customer: customerName
		})),
		customers: customers.map(({ id, name, email, phone }) => ({ id, name, email, phone }))
	};
	return json(found, { headers: { 'cache-control': 'no-store' } });
};
