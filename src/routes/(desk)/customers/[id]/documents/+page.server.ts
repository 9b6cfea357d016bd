import { redirect } from '@sveltejs/kit';
import { documentsPage } from '#hub/documents/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { answer, attempt, database, memberOf } from '../../../../respond.ts';
import { receiveUpload } from './receive-upload.ts';

/** The documents alone: older ones, and the upload form again when it was refused. Needed without a script only. */
export const load = async ({ params, url, locals }) => {
	const actor = memberOf(locals);
	const after = url.searchParams.get('after');
	const panel = await answer(() =>
		asMember(database(), actor, (tx) => documentsPage(tx, actor, params.id, after))
	);
	return { panel, after };
};

export const actions = {
	default: async (event) => {
		const { failed } = await attempt({}, () => receiveUpload(event, memberOf(event.locals)), event);
		if (failed) return failed;
		redirect(303, `/customers/${event.params.id}#documents`);
	}
};
