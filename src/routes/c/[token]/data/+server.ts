import { takeData } from '#hub/privacy/take.ts';
import { instance } from '#platform/instance.ts';
import { sendData, sendSmallData } from '../../../send-export.ts';
import { orLater } from '../../portal-page.ts';
import type { RequestHandler } from './$types';

/**
 * S11: everything that is held about her and hers to have. It changes nothing, so it is a GET: a form without a script downloads it,
 * and the page's script fetches the same bytes; with `?idle` only if they are few.
 */
export const GET: RequestHandler = (event) =>
	orLater(event, 'privacy', async () => {
		const { params, request, url } = event;
		const found = await takeData(instance(), params.token);
		if (!found) return null;
		return url.searchParams.has('idle')
			? sendSmallData(request, found, found.organization)
			: sendData(request, found, found.organization);
	});
