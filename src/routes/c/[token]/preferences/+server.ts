import { json } from '@sveltejs/kit';
import { preferencesForm, savePreferencesAsCustomer } from '#hub/portal/preferences.ts';
import { instance } from '#platform/instance.ts';
import { submit } from '../../../respond.ts';
import { backToPage, portalGone, toResponse, visitorOf } from '../../answers.ts';
import { portalPage, refusedToScript } from '../../portal-page.ts';
import { countVisit } from '../../visit.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = backToPage;

/**
 * S19: a plain form is sent back to the page, or shown what it wrote over; the page's script asks for JSON: `version` and
 * `overwritten`, or the status and a sentence of why it was not saved.
 */
export const POST: RequestHandler = async (event) => {
	const { token } = event.params;
	const script = event.request.headers.get('accept') === 'application/json';
	const { done, failed } = await submit(event, preferencesForm, (input) =>
		savePreferencesAsCustomer(instance(), token, input)
	);
	const again = async (shown: Parameters<typeof portalPage>[2]) =>
		toResponse(await portalPage(token, visitorOf(event.request), shown));
	if (failed) {
		const { errors, values } = failed.data;
		const error = Object.values(errors)[0] ?? '';
		if (script) return refusedToScript(event.request, token, failed.status, error);
		return again({ status: failed.status, preferences: { typed: values['preferences'] ?? '', error } });
	}
	if (!done) return portalGone(event.request);
	await countVisit(event);
	if (script) return json(done);
	if (done.overwritten !== null)
		return again({ status: 200, preferences: { overwritten: done.overwritten } });
	const location = `/c/${token}?saved=${done.version}#preferences`;
	return new Response(null, { status: 303, headers: { location } });
};
