import { withdrawDeletion } from '#hub/privacy/requests.ts';
import { database } from '../../../../respond.ts';
import { backToPage, portalGone } from '../../../answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = backToPage;

/** She takes her request back. */
export const POST: RequestHandler = async ({ params, request }) =>
	(await withdrawDeletion(database(), params.token))
		? new Response(null, { status: 303, headers: { location: `/c/${params.token}?withdrawn#privacy` } })
		: portalGone(request);
