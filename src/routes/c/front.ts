import type { Front } from '#platform/front.ts';
import { portalPage } from './portal-page.ts';

const PAGE = /^\/c\/([^/?%]*)(?:\?(.*))?$/;

/**
 * The portal's page without Kit around it, which would cost more than reading and rendering it (docs/decisions/0006). The
 * same page as src/routes/c/[token] answers; that route remains for `vite dev` and for every other method.
 */
export const portalFront: Front = (request, response, fall) => {
	if (request.method !== 'GET' && request.method !== 'HEAD') return false;
	const [, token, search] = PAGE.exec(request.url ?? '') ?? [];
	if (token === undefined) return false;
	portalPage(token, new URLSearchParams(search)).then(
		({ status, headers, body }) => response.writeHead(status, headers).end(body),
		// Kit asks again, fails alike, writes it to the log and shows the page for it.
		fall
	);
	return true;
};
