import { downloadAsCustomer } from '#hub/documents/download.ts';
import { instance } from '#platform/instance.ts';
import { backToPage } from '../../../answers.ts';
import { toFile } from '../../../portal-page.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = backToPage;

/** A customer's tap on a document (S2). */
export const POST: RequestHandler = (event) =>
	toFile(event, 'files', (isOwn) =>
		downloadAsCustomer(instance(), event.params.token, event.params.documentId, { isOwn })
	);
