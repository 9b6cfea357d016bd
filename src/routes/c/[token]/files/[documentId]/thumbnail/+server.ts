import { thumbnailForCustomer } from '#hub/documents/download.ts';
import { instance } from '#platform/instance.ts';
import { answer } from '../../../../../respond.ts';
import { portalGone } from '../../../../answers.ts';
import { showPicture } from '../../../../../picture.ts';
import type { RequestHandler } from './$types';

/** The picture in a row of **Files for you**; checked anew on each request, and gone like everything else when off. */
export const GET: RequestHandler = async ({ params, request }) => {
	const found = await thumbnailForCustomer(instance(), params.token, params.documentId);
	return (found && (await answer(() => showPicture(request, found)))) ?? portalGone(request);
};
export const HEAD = GET;
