import { takeData } from '#hub/privacy/take.ts';
import { instance } from '#platform/instance.ts';
import { answer } from '../../../respond.ts';
import { sendData, sendSmallData } from '../../../send-export.ts';
import { portalGone } from '../../answers.ts';
import type { RequestHandler } from './$types';

/**
 * S11: everything that is held about her and hers to have. It changes nothing, so it is a GET: a form without a script downloads it,
 * and the page's script fetches the same bytes; with `?idle` only if they are few.
 */
export const GET: RequestHandler = async ({ params, request, url }) => {
	const found = await answer(() => takeData(instance(), params.token));
	if (!found) return portalGone(request);
	return url.searchParams.has('idle')
		? sendSmallData(request, found, found.organization)
		: sendData(request, found, found.organization);
};
