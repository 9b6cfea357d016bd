import { downloadAsCustomer } from '#hub/documents/download.ts';
import { recordSeen } from '#hub/portal/seen.ts';
import { instance } from '#platform/instance.ts';
import { database } from '../../../../respond.ts';
import { orLater } from '../../../portal-page.ts';
import type { RequestHandler } from './$types';

/** A customer's tap on a document (S2): counted, then sent to a short-lived address of the file. */
export const POST: RequestHandler = (event) =>
	orLater(event, 'files', async () => {
		const { token, documentId } = event.params;
		const location = await downloadAsCustomer(instance(), token, documentId);
		if (!location) return null;
		await recordSeen(database(), token);
		return new Response(null, { status: 303, headers: { location } });
	});
