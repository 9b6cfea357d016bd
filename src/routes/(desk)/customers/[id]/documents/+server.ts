import { json, redirect } from '@sveltejs/kit';
import { receiveDocuments } from '#hub/documents/upload-form.ts';
import { documentsPage } from '#hub/documents/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { instance } from '#platform/instance.ts';
import { readMultipart, UPLOAD } from '#platform/multipart/multipart.ts';
import { answer, database, memberOf } from '../../../../respond.ts';

export const GET = async ({ params, url, locals }) => {
	const actor = memberOf(locals);
	const after = url.searchParams.get('after');
	return json(
		await answer(() => asMember(database(), actor, (tx) => documentsPage(tx, actor, params.id, after)))
	);
};

/** The panel's script asks for JSON; whoever else posts the form is sent back to the customer. */
export const POST = async ({ params, locals, request }) => {
	const documents = await answer(() =>
		receiveDocuments(instance(), memberOf(locals), params.id, readMultipart(request, UPLOAD))
	);
	if (request.headers.get('accept')?.includes('application/json'))
		return json({ documents }, { status: 201 });
	redirect(303, `/customers/${params.id}#documents`);
};
