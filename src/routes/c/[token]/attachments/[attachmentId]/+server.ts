import { redirect } from '@sveltejs/kit';
import { attachmentAsCustomer } from '#hub/messages/attachment-download.ts';
import { recordSeen } from '#hub/portal/seen.ts';
import { instance } from '#platform/instance.ts';
import { answer, database } from '../../../../respond.ts';
import { portalGone } from '../../../answers.ts';
import type { RequestHandler } from './$types';

/** A customer's tap on a file that came with a message: sent to a short-lived address of it. */
export const POST: RequestHandler = async ({ params, request }) => {
	const location = await answer(() => attachmentAsCustomer(instance(), params.token, params.attachmentId));
	if (!location) return portalGone(request);
	await recordSeen(database(), params.token);
	redirect(303, location);
};
