import { attachmentAsCustomer } from '#hub/messages/attachment-download.ts';
import { recordSeen } from '#hub/portal/seen.ts';
import { instance } from '#platform/instance.ts';
import { database } from '../../../../respond.ts';
import { orLater } from '../../../portal-page.ts';
import type { RequestHandler } from './$types';

/** A customer's tap on a file that came with a message: sent to a short-lived address of it. */
export const POST: RequestHandler = (event) =>
	orLater(event, 'messages', async () => {
		const { token, attachmentId } = event.params;
		const location = await attachmentAsCustomer(instance(), token, attachmentId);
		if (!location) return null;
		await recordSeen(database(), token);
		return new Response(null, { status: 303, headers: { location } });
	});
