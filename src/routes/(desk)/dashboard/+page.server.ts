import { dashboard } from '#hub/dashboard/dashboard.ts';
import { readSpan } from '#hub/dashboard/schema.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { answer, database, memberOf } from '../../respond.ts';

export const load = ({ locals, url, depends }) => {
	depends('hub:inbox');
	const actor = memberOf(locals);
	const days = readSpan(url.searchParams.get('days'));
	return answer(() => asMember(database(), actor, (tx) => dashboard(tx, actor, days)));
};
