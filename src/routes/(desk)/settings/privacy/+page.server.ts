import { asMember } from '#hub/organizations/actor.ts';
import { dataRequests, keptInvoices, pastErasures } from '#hub/privacy/desk.ts';
import { answer, database, memberOf } from '../../../respond.ts';

export const load = ({ locals, url }) =>
	answer(() => {
		const actor = memberOf(locals);
		return asMember(database(), actor, async (tx) => ({
			requests: await dataRequests(tx, actor),
			erasures: await pastErasures(tx, actor),
			kept: await keptInvoices(tx, actor),
			/** The one that was approved a moment ago. */
			erased: url.searchParams.get('erased')
		}));
	});
