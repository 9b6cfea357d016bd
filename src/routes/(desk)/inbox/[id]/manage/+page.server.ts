import { readCase } from '#hub/inquiries/read.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { answer, database, memberOf } from '../../../../respond.ts';
import { actions as ofCase } from '../+page.server.ts';

/** What the case's page asks in dialogs, as forms of a page: for whoever has no script. */
export const load = async ({ locals, params }) => {
	const actor = memberOf(locals);
	const shown = await answer(() => asMember(database(), actor, (tx) => readCase(tx, actor, params.id)));
	return { shown, now: new Date() };
};

export const actions = {
	close: ofCase.close,
	rename: ofCase.rename,
	followUp: ofCase.followUp,
	delete: ofCase.delete
};
