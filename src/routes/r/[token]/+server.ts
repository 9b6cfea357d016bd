import { readReferralPage, recommendedFriendWrites } from '#hub/referrals/landing.ts';
import { friendForm } from '#hub/referrals/schema.ts';
import { newStamp } from '#hub/referrals/stamp.ts';
import { instance } from '#platform/instance.ts';
import { renderRecommended } from '#ui/portal/render.ts';
import { portalAnswer, portalGone, toResponse } from '../../c/answers.ts';
import { clientOf } from '../../client.ts';
import { submit } from '../../respond.ts';
import type { RequestHandler } from './$types';

/** W8: a friend was sent this link. It changes nothing; off and unknown are the one answer of every dead link. */
export const GET: RequestHandler = async ({ params: { token }, request, url }) => {
	const page = await readReferralPage(instance(), token);
	if (!page) return portalGone(request);
	const rendered = renderRecommended(page, {
		here: `/r/${token}`,
		stamp: newStamp(instance(), token, new Date()),
		sent: url.searchParams.has('sent'),
		accepts: request.headers.get('accept-language'),
		typed: { values: {}, errors: {} }
	});
	return toResponse(portalAnswer(rendered));
};

/** The same answer whether the business knows her address or not. What was typed stays where something is wrong. */
export const POST: RequestHandler = async (event) => {
	const { token } = event.params;
	const now = new Date();
	const { done, failed } = await submit(event, friendForm, (input) =>
		recommendedFriendWrites(instance(), token, input, { network: clientOf(event).network, now })
	);
	if (done === false) return portalGone(event.request);
	if (!failed) return new Response(null, { status: 303, headers: { location: `/r/${token}?sent` } });
	const page = await readReferralPage(instance(), token);
	if (!page) return portalGone(event.request);
	const { errors, values } = failed.data;
	// Whoever was too quick is old enough with the same stamp; any other fault asks for a fresh one only when that was it.
	const stamp = errors[''] === 'stale' ? newStamp(instance(), token, now) : (values['stamp'] ?? '');
	const rendered = renderRecommended(page, {
		here: `/r/${token}`,
		stamp: stamp || newStamp(instance(), token, now),
		sent: false,
		accepts: event.request.headers.get('accept-language'),
		typed: { values, errors }
	});
	return toResponse(portalAnswer(rendered, failed.status));
};
