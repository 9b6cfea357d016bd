import type { LanguageCode } from '#hub/texts/feature.ts';
import { acceptedLanguage, codeOf, languageOf, type Language } from '#hub/texts/language.ts';
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
 * B3: one and the same answer, made once in each language, for a link that is off, replaced, mistyped or unknown: nothing but a
 * language is known of whoever asks.
 */
export function goneAnswer(visitor: Visitor): PortalAnswer {
	const language = visitorLanguage(visitor);
	let answer = gone.get(language.code);
	if (!answer) gone.set(language.code, (answer = portalAnswer(portalNotFound(language), 404)));
	return answer;
}

/** What a visitor's request says: the address's query, and the browser's Accept-Language. */
export type Visitor = { search: URLSearchParams; accepts: string | null };

export const visitorOf = (request: Request): Visitor => ({
	search: new URL(request.url).searchParams,
	accepts: request.headers.get('accept-language')
});

/** What she chose in the menu of a page about nobody. It is kept in that page's address alone. */
export const chosenLanguage = ({ search }: Visitor): LanguageCode | null =>
	codeOf(search.get('language') ?? '');

/** The language of a page about nobody. */
export const visitorLanguage = (visitor: Visitor): Language =>
	languageOf(chosenLanguage(visitor) ?? acceptedLanguage(visitor.accepts));

/** The bytes of an answer's pieces. */
export const joined = (body: PortalAnswer['body']): Buffer<ArrayBuffer> =>
	Buffer.concat(body.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));

export const toResponse = ({ status, headers, body }: PortalAnswer): Response =>
	new Response(joined(body), { status, headers });

/** Of an address to which forms are sent: what was shown in answer to one has a way back to the page, by the menu of languages too. */
export const backToPage = ({ params, url }: { params: { token: string }; url: URL }): Response =>
	new Response(null, {
		status: 303,
		headers: { location: `/c/${encodeURIComponent(params.token)}${url.search}`, 'cache-control': 'no-store' }
	});

export const portalGone = (request: Request): Response => toResponse(goneAnswer(visitorOf(request)));
