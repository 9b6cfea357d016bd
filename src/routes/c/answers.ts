import { portalNotFound, type RenderedPage } from '#ui/portal/render.ts';

/** Nobody keeps the page, indexes it or tells others its address (THREATS, "The portal link"). */
const privately = {
	'cache-control': 'no-store',
	'referrer-policy': 'same-origin',
	'x-robots-tag': 'noindex, nofollow, noarchive',
	'x-content-type-options': 'nosniff'
};

/** A page of the portal with the headers that every answer under a token has. */
export const portalAnswer = ({ html, policy }: RenderedPage, status = 200): Response =>
	new Response(html, {
		status,
		headers: { ...privately, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policy }
	});

/** B3: one and the same answer for a link that is off, replaced, mistyped or unknown. */
export const portalGone = (): Response => portalAnswer(portalNotFound, 404);
