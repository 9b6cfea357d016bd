import { followPortal, portalIsOpen } from '#hub/live/portal.ts';
import { eventStreamHeaders } from '#platform/live/event-stream.ts';
import { instance } from '#platform/instance.ts';
import { portalGone } from '../../answers.ts';
import type { RequestHandler } from './$types';

const headers = { ...eventStreamHeaders, 'x-robots-tag': 'noindex, nofollow, noarchive' };

/**
 * Tells the customer's page when there is something else to see than she sees: `data` is its fingerprint, which comes back as
 * Last-Event-ID. `?known=` holds the fingerprint that the page was made with, if it was.
 */
export const GET: RequestHandler = async ({ params, request, url }) => {
	const known = request.headers.get('last-event-id') ?? url.searchParams.get('known');
	const stream = await followPortal(instance(), params.token, known);
	return stream ? new Response(stream, { headers }) : portalGone(request);
};

/** A stream that nobody reads would stay open for good. */
export const HEAD: RequestHandler = async ({ params, request }) =>
	(await portalIsOpen(instance(), params.token)) ? new Response(null, { headers }) : portalGone(request);
