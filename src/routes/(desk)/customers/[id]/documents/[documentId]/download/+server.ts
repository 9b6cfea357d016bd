import { json, redirect } from '@sveltejs/kit';
import { downloadAsMember } from '#hub/documents/download.ts';
import { instance } from '#platform/instance.ts';
import { answer, memberOf } from '../../../../../../respond.ts';

/** The panel's script asks where the file is; the form without a script is sent there. */
export const POST = async ({ params, locals, request }) => {
	const which = { customerId: params.id, documentId: params.documentId };
	const location = await answer(() => downloadAsMember(instance(), memberOf(locals), which));
	if (request.headers.get('accept')?.includes('application/json')) return json({ location });
	redirect(303, location);
};
