import { acceptedLanguage, languageOf, type Language } from '#hub/texts/language.ts';
import { instance } from '#platform/instance.ts';
import type { RenderedPage } from '#ui/portal/document.ts';
import { portalNotFound } from '#ui/portal/render.ts';
import { securityHeaders } from '../security-headers.ts';

/** A whole answer, before it is written by Kit or by the front. */
export type PortalAnswer = { status: number; headers: Record<string, string>; body: RenderedPage['html'] };

/** A page of the portal. Nobody keeps it, indexes it or tells others its address (THREATS, "The portal link"). */
export function portalAnswer({ html, policy }: RenderedPage, status = 200): PortalAnswer {
	return {
		status,
		body: html,
		headers: {
			...securityHeaders(policy, instance().config.origin),
			'cache-control': 'no-store',
			'x-robots-tag': 'noindex, nofollow, noarchive',
			'content-type': 'text/html; charset=utf-8',
			'content-length': String(html.reduce((sum, piece) => sum + Buffer.byteLength(piece), 0))
		}
	};
}

const gone = new Map<string, PortalAnswer>();

/**
 * B3: one and the same answer, made once in each language, for a link that is off, replaced, mistyped or unknown. `accepts` is the
 * browser's Accept-Language: nothing else is known of whoever asks.
 */
export function goneAnswer(accepts: string | null | undefined): PortalAnswer {
	const language = visitorLanguage(accepts);
	let answer = gone.get(language.code);
	if (!answer) gone.set(language.code, (answer = portalAnswer(portalNotFound(language), 404)));
	return answer;
}

/** The language of a page about nobody. */
export const visitorLanguage = (accepts: string | null | undefined): Language =>
	languageOf(acceptedLanguage(accepts));

/** The bytes of an answer's pieces. */
export const joined = (body: PortalAnswer['body']): Buffer<ArrayBuffer> =>
	Buffer.concat(body.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));

export const toResponse = ({ status, headers, body }: PortalAnswer): Response =>
	new Response(joined(body), { status, headers });

export const portalGone = (request: Request): Response =>
	toResponse(goneAnswer(request.headers.get('accept-language')));
