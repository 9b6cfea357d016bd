import { z } from 'zod';
import { readReferralPage, recommendedFriendWrites } from '#hub/referrals/landing.ts';
import { friendForm } from '#hub/referrals/schema.ts';
import { newStamp } from '#hub/referrals/stamp.ts';
import { instance } from '#platform/instance.ts';
import type { FriendTyped } from '#ui/portal/RecommendedPage.svelte';
import { renderRecommended } from '#ui/portal/render.ts';
import { chosenLanguage, portalAnswer, portalGone, toResponse, visitorOf } from '../../c/answers.ts';
import { clientOf } from '../../client.ts';
import { submit } from '../../respond.ts';
import type { RequestHandler } from './$types';

type Shown = { typed?: FriendTyped; stamp?: string | undefined; status?: number };

/** Off and unknown are the one answer of every dead link. */
async function referralPage(token: string, request: Request, shown: Shown = {}): Promise<Response> {
	const page = await readReferralPage(instance(), token);
	if (!page) return portalGone(request);
	const visitor = visitorOf(request);
	const { typed = { values: {}, errors: {} }, stamp, status } = shown;
	const rendered = renderRecommended(page, {
		here: `/r/${token}`,
		stamp: stamp || newStamp(instance(), token, new Date()),
		sent: !shown.typed && visitor.search.has('sent'),
		chosen: chosenLanguage(visitor),
		accepts: visitor.accepts,
		typed
	});
	return toResponse(portalAnswer(rendered, status));
}

/** W8: a friend was sent this link. It changes nothing. */
export const GET: RequestHandler = ({ params: { token }, request }) => referralPage(token, request);

/** What a friend has typed so far. */
const typedForm = z.record(z.string(), z.string());

/**
 * The same answer whether the business knows her address or not. What was typed stays where something is wrong, and where she chose
 * another language in the menu (`look`), which sends nothing and puts nothing that she typed into an address.
 */
export const POST: RequestHandler = async (event) => {
	const { params, request, url } = event;
	const { token } = params;
	if (url.searchParams.has('look')) {
		const { done, failed } = await submit(event, typedForm, (typed) => Promise.resolve(typed));
		const values = done ?? failed.data.values;
		return referralPage(token, request, { typed: { values, errors: {} }, stamp: values['stamp'] });
	}
	const now = new Date();
	const { done, failed } = await submit(event, friendForm, (input) =>
		recommendedFriendWrites(instance(), token, input, { network: clientOf(event).network, now })
	);
	if (done === false) return portalGone(request);
	if (!failed) {
		const chosen = chosenLanguage(visitorOf(request));
		const location = `/r/${token}?sent${chosen ? `&language=${chosen}` : ''}`;
		return new Response(null, { status: 303, headers: { location } });
	}
	const { errors, values } = failed.data;
	// Whoever was too quick is old enough with the same stamp; any other fault asks for a fresh one only when that was it.
	const stamp = errors[''] === 'stale' ? undefined : values['stamp'];
	return referralPage(token, request, { typed: { values, errors }, stamp, status: failed.status });
};
