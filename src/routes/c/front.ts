import type { Front } from '#platform/front.ts';
import { goneAnswer, type PortalAnswer } from './answers.ts';
import { portalPage } from './portal-page.ts';

const PAGE = /^\/c\/([^/?%]*)(?:\?(.*))?$/;
/** Kit would send these on to the path without the slash; a link with something behind it opens nothing. */
const SLASHED = /^\/[cr]\/[^?]*\/(?:\?|$)/;

/**
 * The portal's page without Kit around it, which would cost more than reading and rendering it (docs/decisions/0006). The
 * same page as src/routes/c/[token] answers; that route remains for `vite dev` and for every other method.
 */
export const portalFront: Front = (request, response, fall) => {
	if (request.method !== 'GET' && request.method !== 'HEAD') return false;
	const address = request.url ?? '';
	const give = ({ status, headers, body }: PortalAnswer) => response.writeHead(status, headers).end(body);
	if (SLASHED.test(address)) {
		give(goneAnswer());
		return true;
	}
	const [, token, search] = PAGE.exec(address) ?? [];
	if (token === undefined) return false;
	// On a fault Kit asks again, fails alike, writes it to the log and shows the page for it.
	portalPage(token, new URLSearchParams(search)).then(give, fall);
	return true;
};
