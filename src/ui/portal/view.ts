import type { NextAction } from '#hub/portal/next-action.ts';
import type { PortalPage } from '#hub/portal/page.ts';
import type { Language } from './texts.ts';

/** Where the page's buttons lead. null: there is nothing to press, as in "View as customer". */
export type PortalLinks = {
	/** A form is posted there and answered with the file. */
	file: ((id: string) => string) | null;
	thumbnail: ((id: string) => string) | null;
	logo: string | null;
	/** The same page with every row of every list. */
	all: string | null;
};

/** All that the portal's components show. */
export type PortalView = {
	page: PortalPage;
	action: NextAction | null;
	language: Language;
	links: PortalLinks;
	now: Date;
};
