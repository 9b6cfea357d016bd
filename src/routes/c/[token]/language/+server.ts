import { chooseLanguage, languageForm } from '#hub/portal/language.ts';
import { database, submit } from '../../../respond.ts';
import { backToPage, portalGone } from '../../answers.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = backToPage;

/** B10: the customer's choice in the menu. The page that she is sent back to is in that language. */
export const POST: RequestHandler = async (event) => {
	const { token } = event.params;
	const { done } = await submit(event, languageForm, (input) => chooseLanguage(database(), token, input));
	if (done === false) return portalGone(event.request);
	return new Response(null, { status: 303, headers: { location: `/c/${token}` } });
};
