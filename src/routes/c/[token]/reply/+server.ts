import { json } from '@sveltejs/kit';
import { replyAsCustomer, replyForm } from '#hub/portal/reply.ts';
import { instance } from '#platform/instance.ts';
import { submit } from '../../../respond.ts';
import { backToPage, portalGone, toResponse, visitorOf } from '../../answers.ts';
import { portalPage, refusedToScript } from '../../portal-page.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = backToPage;

/**
 * S7: a customer's answer. A plain form is sent back to the page; the page's script asks for JSON: 200, or the status and a
 * sentence of why it was not kept.
 */
export const POST: RequestHandler = async (event) => {
	const { token } = event.params;
	const script = event.request.headers.get('accept') === 'application/json';
	const { done, failed } = await submit(event, replyForm, (input) =>
		replyAsCustomer(instance(), token, input)
	);
	if (done === false) return portalGone(event.request);
	if (!failed)
		return script
			? json({ kept: true })
			: new Response(null, { status: 303, headers: { location: `/c/${token}#newest` } });
	const { errors, values } = failed.data;
	const error = Object.values(errors)[0] ?? '';
	if (script) return refusedToScript(event.request, token, failed.status, error);
	const refused = { typed: values['message'] ?? '', error };
	return toResponse(await portalPage(token, visitorOf(event.request), { status: failed.status, refused }));
};
