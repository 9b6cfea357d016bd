import { readPortal, SHOWN, SHOWN_AT_MOST } from '#hub/portal/page.ts';
import { renderPortal } from '#ui/portal/render.ts';
import { database } from '../../respond.ts';
import { portalAnswer, portalGone } from '../answers.ts';
import type { RequestHandler } from './$types';

/** S2, S23: the customer's page. A GET changes nothing, so mail scanners may follow the link. */
export const GET: RequestHandler = async ({ params, url }) => {
	const shown = url.searchParams.get('show') === 'all' ? SHOWN_AT_MOST : SHOWN;
	const page = await readPortal(database(), params.token, shown);
	if (!page) return portalGone();
	const here = `/c/${params.token}`;
	return portalAnswer(
		renderPortal(page, {
			links: {
				file: (id) => `${here}/files/${id}`,
				thumbnail: (id) => `${here}/files/${id}/thumbnail`,
				logo: `${here}/logo`,
				all: `${here}?show=all`
			},
			seen: `${here}/seen`,
			framedBy: 'nobody',
			now: new Date()
		})
	);
};
