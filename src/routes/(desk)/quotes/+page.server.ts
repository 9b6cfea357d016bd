import { asMember } from '#hub/organizations/actor.ts';
import { canWriteQuotes } from '#hub/quotes/policy.ts';
import { listQuotes, listRequest, sumsOf } from '#hub/quotes/verbs.ts';
import { answer, database, memberOf } from '../../respond.ts';

export const load = async ({ locals, url }) => {
	const actor = memberOf(locals);
	const request = listRequest(url.searchParams);
	return answer(() =>
		asMember(database(), actor, async (tx) => {
			const [page, sums] = await Promise.all([listQuotes(tx, actor, request), sumsOf(tx, actor)]);
			return {
				...page,
				sums,
				list: request.list,
				query: request.query,
				now: new Date(),
				mayWrite: canWriteQuotes(actor.role)
			};
		})
	);
};
