import { deletionForm, requestDeletion } from '#hub/privacy/requests.ts';
import { database, submit } from '../../../respond.ts';
import { portalGone, toResponse, visitorOf } from '../../answers.ts';
import { deletionPage } from '../../portal-page.ts';
import type { RequestHandler } from './$types';

/** S13: says what will go and what will stay, and asks. */
export const GET: RequestHandler = async ({ params, request }) =>
	toResponse(await deletionPage(params.token, visitorOf(request)));

/** "Yes, request deletion": back to her page, which says how it stands. */
export const POST: RequestHandler = async (event) => {
	const { token } = event.params;
	const { done, failed } = await submit(event, deletionForm, (input) =>
		requestDeletion(database(), token, input)
	);
	if (done === false) return portalGone(event.request);
	if (!failed) return new Response(null, { status: 303, headers: { location: `/c/${token}#privacy` } });
	const error = Object.values(failed.data.errors)[0] ?? '';
	return toResponse(await deletionPage(token, visitorOf(event.request), { status: failed.status, error }));
};
