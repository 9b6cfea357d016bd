import { readCase } from '#hub/inquiries/read.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { accessesOfCase, recordCaseSight } from '#hub/privacy/access.ts';
import { answer, database, memberOf } from '../../../../respond.ts';
import { actions as ofCase } from '../+page.server.ts';

/** What the case's page asks in dialogs, as forms of a page: for whoever has no script. */
export const load = async ({ locals, params }) => {
	const actor = memberOf(locals);
	const [shown, access] = await answer(() =>
		asMember(database(), actor, (tx) =>
			Promise.all([readCase(tx, actor, params.id), accessesOfCase(tx, actor, params.id, { again: false })])
		)
	);
	if (access.unseen) await recordCaseSight(database(), actor, shown.id);
	return { shown, now: new Date() };
};

export const actions = {
	close: ofCase.close,
	rename: ofCase.rename,
	followUp: ofCase.followUp,
	delete: ofCase.delete
};
