import { readPortal, SHOWN, SHOWN_AT_MOST } from '#hub/portal/page.ts';
import { renderDeletion, renderPortal } from '#ui/portal/render.ts';
import { database } from '../respond.ts';
import { portalAnswer, goneAnswer, type PortalAnswer } from './answers.ts';

/**
 * S2, S23: the customer's page. It changes nothing, so mail scanners may follow the link. `refused`: it is shown again because
 * a reply could not be kept, with what was typed and why.
 */
export async function portalPage(
	token: string,
	search: URLSearchParams,
	refused?: { status: number; typed: string; error: string }
): Promise<PortalAnswer> {
	const shown = search.get('show') === 'all' ? SHOWN_AT_MOST : SHOWN;
	const page = await readPortal(database(), token, shown);
	if (!page) return goneAnswer();
	const here = `/c/${token}`;
	return portalAnswer(
		renderPortal(page, {
			links: {
				file: (id) => `${here}/files/${id}`,
				attachment: (id) => `${here}/attachments/${id}`,
				thumbnail: (id) => `${here}/files/${id}/thumbnail`,
				logo: `${here}/logo`,
				all: `${here}?show=all`,
				reply: `${here}/reply`,
				live: `${here}/live`,
				deletion: `${here}/deletion`
			},
			seen: `${here}/seen`,
			framedBy: 'nobody',
			...(refused && { refused }),
			now: new Date()
		}),
		refused?.status
	);
}

/** S13: the page that asks whether she means it; also the answer when her request could not be kept. It changes nothing. */
export async function deletionPage(
	token: string,
	refused?: { status: number; error: string }
): Promise<PortalAnswer> {
	const page = await readPortal(database(), token, 1);
	if (!page) return goneAnswer();
	return portalAnswer(renderDeletion(page, `/c/${token}`, refused?.error ?? null), refused?.status);
}
