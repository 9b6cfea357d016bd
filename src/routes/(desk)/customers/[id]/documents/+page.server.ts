import { redirect } from '@sveltejs/kit';
import { receiveDocuments } from '#hub/documents/upload-form.ts';
import { documentsPage } from '#hub/documents/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { recordSight } from '#hub/privacy/access.ts';
import { instance } from '#platform/instance.ts';
import { readMultipart, UPLOAD } from '#platform/multipart/multipart.ts';
import { answer, attempt, database, memberOf } from '../../../../respond.ts';

/** The documents alone: older ones, and the upload form again when it was refused. Needed without a script only. */
export const load = async ({ params, url, locals }) => {
	const actor = memberOf(locals);
	const after = url.searchParams.get('after');
	const panel = await answer(() =>
		asMember(database(), actor, (tx) => documentsPage(tx, actor, params.id, after))
	);
	await recordSight(database(), actor, params.id);
	return { panel, after };
};

export const actions = {
	default: async (event) => {
		const { params, locals, request } = event;
		const typed: Record<string, string> = {};
		const parts = readMultipart(request, UPLOAD);
		const { failed } = await attempt(
			typed,
			() => receiveDocuments(instance(), memberOf(locals), params.id, parts, typed),
			event
		);
		if (failed) return failed;
		redirect(303, `/customers/${params.id}#documents`);
	}
};
