import { asMember } from '#hub/organizations/actor.ts';
import { SHOWN, SHOWN_AT_MOST, viewAsCustomer } from '#hub/portal/page.ts';
import { recordSight } from '#hub/privacy/access.ts';
import { portalForDesk } from '../../../../../desk-portal.ts';
import { answer, database, memberOf } from '../../../../../respond.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const actor = memberOf(locals);
	const shown = url.searchParams.get('show') === 'all' ? SHOWN_AT_MOST : SHOWN;
	const page = await answer(() =>
		asMember(database(), actor, (tx) => viewAsCustomer(tx, actor, params.id, shown))
	);
	await recordSight(database(), actor, params.id);
	return portalForDesk(page, params.id);
};
