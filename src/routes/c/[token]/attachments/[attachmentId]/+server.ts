import { attachmentAsCustomer } from '#hub/messages/attachment-download.ts';
import { instance } from '#platform/instance.ts';
import { toFile } from '../../../portal-page.ts';
import type { RequestHandler } from './$types';

/** A customer's tap on a file that came with a message. */
export const POST: RequestHandler = (event) =>
	toFile(event, 'messages', () =>
		attachmentAsCustomer(instance(), event.params.token, event.params.attachmentId)
	);
