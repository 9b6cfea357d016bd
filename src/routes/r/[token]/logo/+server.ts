import { readReferralPage } from '#hub/referrals/landing.ts';
import { instance } from '#platform/instance.ts';
import { portalGone } from '../../../c/answers.ts';
import { logoPicture, showPicture } from '../../../picture.ts';
import { answer } from '../../../respond.ts';
import type { RequestHandler } from './$types';

/** The business's logo on a referral page; asked for anew each time, so that off means off (B8). */
export const GET: RequestHandler = async ({ params, request }) => {
	const key = (await readReferralPage(instance(), params.token))?.organization.logoKey;
	return (key && (await answer(() => showPicture(request, logoPicture(key))))) || portalGone(request);
};
