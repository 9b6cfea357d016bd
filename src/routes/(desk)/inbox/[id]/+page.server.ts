import { readCase } from '#hub/inquiries/read.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { answer, database, memberOf } from '../../../respond.ts';
import { caseKey, shownMessages } from './address.ts';

/** The whole page in one transaction. It is asked for anew on `invalidate(caseKey(id))`. */
export const load = async ({ locals, params, url, depends }) => {
	depends(caseKey(params.id));
	const actor = memberOf(locals);
	const show = shownMessages(url);
	const shown = await answer(() => asMember(database(), actor, (tx) => readCase(tx, actor, params.id, show)));
	return { shown, memberId: actor.memberId, now: new Date() };
};
