import { portalLogo } from '#hub/portal/logo.ts';
import { answer, database } from '../../../respond.ts';
import { logoPicture, showPicture } from '../../../picture.ts';
import { portalGone } from '../../answers.ts';
import type { RequestHandler } from './$types';

/** The business's logo in the page's header; asked for anew each time, so that off means off (B8). */
export const GET: RequestHandler = async ({ params, request }) => {
	const key = await portalLogo(database(), params.token);
	return (key && (await answer(() => showPicture(request, logoPicture(key))))) || portalGone(request);
};
