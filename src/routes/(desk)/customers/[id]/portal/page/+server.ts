import { asMember } from '#hub/organizations/actor.ts';
import { SHOWN, viewAsCustomer } from '#hub/portal/page.ts';
import { portalForDesk } from '../../../../../desk-portal.ts';
import { answer, database, memberOf } from '../../../../../respond.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params }) => {
	const actor = memberOf(locals);
	const page = await answer(() =>
		asMember(database(), actor, (tx) => viewAsCustomer(tx, actor, params.id, SHOWN))
	);
	return portalForDesk(page, params.id);
};
