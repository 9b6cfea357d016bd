import { redirect } from '@sveltejs/kit';
import { downloadAsCustomer } from '#hub/documents/download.ts';
import { recordSeen } from '#hub/portal/seen.ts';
import { instance } from '#platform/instance.ts';
import { answer, database } from '../../../../respond.ts';
import { portalGone } from '../../../answers.ts';

/** A customer's tap on a document (S2): counted, then sent to a short-lived address of the file. */
export const POST = async ({ params, request }) => {
	const location = await answer(() => downloadAsCustomer(instance(), params.token, params.documentId));
	if (!location) return portalGone(request);
	await recordSeen(database(), params.token);
	redirect(303, location);
};
