import { takeFiles } from '#hub/privacy/take.ts';
import { instance } from '#platform/instance.ts';
import { answer } from '../../../respond.ts';
import { sendArchive } from '../../../send-export.ts';
import { portalGone } from '../../answers.ts';
import type { RequestHandler } from './$types';

/** D5: all her files as one. It changes nothing: a file stays "new" until she opens it by itself. */
export const GET: RequestHandler = async ({ params, request }) => {
	const found = await answer(() => takeFiles(instance(), params.token));
	return found ? sendArchive(found, `${found.organization} files`) : portalGone(request);
};
