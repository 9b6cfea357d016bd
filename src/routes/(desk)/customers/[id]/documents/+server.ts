import { json, redirect } from '@sveltejs/kit';
import { documentsPage } from '#hub/documents/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { answer, database, memberOf } from '../../../../respond.ts';
import { receiveUpload } from './receive-upload.ts';

export const GET = async ({ params, url, locals }) => {
	const actor = memberOf(locals);
	const after = url.searchParams.get('after');
	return json(
		await answer(() => asMember(database(), actor, (tx) => documentsPage(tx, actor, params.id, after)))
	);
};

/** The panel's script asks for JSON; whoever else posts the form is sent back to the customer. */
export const POST = async (event) => {
	const documents = await answer(() => receiveUpload(event, memberOf(event.locals)));
	if (event.request.headers.get('accept')?.includes('application/json'))
		return json({ documents }, { status: 201 });
	redirect(303, `/customers/${event.params.id}#documents`);
};
