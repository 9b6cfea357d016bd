import type { Front } from '#platform/front.ts';
import { goneAnswer, joined, type PortalAnswer } from './answers.ts';
import { portalPage } from './portal-page.ts';

const PAGE = /^\/c\/([^/?%]*)(?:\?|$)/;
/** Kit answers these by itself, in ways of its own: a slash at the end, a page's data or code, what is not encoded well. */
const TAKEN_BY_KIT = /^\/[cr]\/[^?]*(?:\/|\/__data\.json|\/__route\.js)(?:\?|$)/;

function opensNothing(address: string): boolean {
	if (TAKEN_BY_KIT.test(address)) return true;
	const [path = ''] = address.split('?', 1);
	if (!/^\/[cr]\//.test(path) || !path.includes('%')) return false;
	try {
		// Compared with something: a bundler leaves out a call of this kind whose outcome nobody looks at.
		return decodeURI(path) === '';
	} catch (error) {
		if (error instanceof URIError) return true;
		throw error;
	}
}

/**
 * The portal's page without Kit around it, which would cost more than reading and rendering it (docs/decisions/0006). The
 * same page as src/routes/c/[token] answers; that route remains for `vite dev` and for every other method.
 */
export const portalFront: Front = (request, response, fall) => {
	if (request.method !== 'GET' && request.method !== 'HEAD') return false;
	const address = request.url ?? '';
	const visitor = {
		search: new URLSearchParams(address.split('?', 2)[1]),
		accepts: request.headers['accept-language'] ?? null
	};
	const give = ({ status, headers, body }: PortalAnswer) => {
		response.writeHead(status, headers);
		// What compresses does better with one piece; a socket takes them as they are.
		if (request.headers['accept-encoding'] !== undefined) return response.end(joined(body));
		response.cork();
		for (const piece of body) response.write(piece);
		response.uncork();
		response.end();
	};
	if (opensNothing(address)) {
		give(goneAnswer(visitor));
		return true;
	}
	const [, token] = PAGE.exec(address) ?? [];
	if (token === undefined) return false;
	// On a fault Kit asks again, fails alike, writes it to the log and shows the page for it.
	portalPage(token, visitor).then(give, fall);
	return true;
};
