import { downloadAsCustomer } from '#hub/documents/download.ts';
import { instance } from '#platform/instance.ts';
import { toFile } from '../../../portal-page.ts';
import type { RequestHandler } from './$types';

/** A customer's tap on a document (S2). */
export const POST: RequestHandler = (event) =>
	toFile(event, 'files', () => downloadAsCustomer(instance(), event.params.token, event.params.documentId));
