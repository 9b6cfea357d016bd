import { render } from 'svelte/server';
import { nextAction } from '#hub/portal/next-action.ts';
import type { PortalPage } from '#hub/portal/page.ts';
import { isoDay } from '#ui/format.ts';
import { portalDocument, type RenderedPage } from './document.ts';
import NotFoundPage from './NotFoundPage.svelte';
import scriptUrl from './portal.client.ts?script';
import PortalPageView from './PortalPage.svelte';
import { languageOf } from './texts.ts';
import type { PortalLinks } from './view.ts';

/** Mixes into the page: where its buttons lead, and what its script tells the business; null: no script, nothing is counted. */
export type PortalOptions = {
	links: PortalLinks;
	seen: string | null;
	framedBy: 'nobody' | 'desk';
	now: Date;
};

/** The customer's page as HTML, by an endpoint and not by Kit's pipeline of pages (docs/decisions/0006). */
export function renderPortal(page: PortalPage, { links, seen, framedBy, now }: PortalOptions): RenderedPage {
	const language = languageOf(page.customer.locale, page.organization.locale);
	const action = nextAction(page, isoDay(now, page.organization.timeZone));
	const { body } = render(PortalPageView, { props: { view: { page, action, language, links, now } } });
	return portalDocument({
		language,
		title: page.organization.name,
		brandColor: page.organization.brandColor,
		body,
		script: seen === null ? null : { url: scriptUrl, seen },
		framedBy
	});
}

/** B3: made once, so that every link that opens nothing is answered with the same bytes. */
export const portalNotFound: RenderedPage = portalDocument({
	language: languageOf('en'),
	title: languageOf('en').texts.gone.title,
	brandColor: '#3a5a8c',
	body: render(NotFoundPage).body,
	script: null,
	framedBy: 'nobody'
});
