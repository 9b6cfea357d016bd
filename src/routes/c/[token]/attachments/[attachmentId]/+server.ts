import { attachmentAsCustomer } from '#hub/messages/attachment-download.ts';
import { instance } from '#platform/instance.ts';
import { backToPage } from '../../../answers.ts';
import { toFile } from '../../../portal-page.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = backToPage;

/** A customer's tap on a file that came with a message. */
export const POST: RequestHandler = (event) =>
	toFile(event, 'messages', () =>
		attachmentAsCustomer(instance(), event.params.token, event.params.attachmentId)
	);
