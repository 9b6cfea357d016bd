import type { PaperKind } from '#hub/quotes/numbers.ts';
import type { NextAction } from '#hub/portal/next-action.ts';
import type { PortalPage } from '#hub/portal/page.ts';
import type { Language } from '#hub/texts/language.ts';

/** Where the page's buttons lead. null: there is nothing to press, as in "View as customer". */
export type PortalLinks = {
	/** A form is posted there and answered with the file. */
	file: ((id: string) => string) | null;
	/** As `file`, for what came with a message. */
	attachment: ((id: string) => string) | null;
	thumbnail: ((id: string) => string) | null;
	/** A quote, an invoice or a receipt as a PDF. */
	paper: ((kind: PaperKind, id: string) => string) | null;
	logo: string | null;
	/** Where Reply here is posted. */
	reply: string | null;
	/** Where Save preferences is posted. */
	preferences: string | null;
	/** Where her choice of a language is posted. */
	language: string | null;
	/** The link with which she recommends the business; null: there is none to show. */
	refer: string | null;
	/** Server-sent events that say when to look again. */
	live: string | null;
	/** S11, D5: all that is held about her as one file, and all her files as one. */
	data: string | null;
	archive: string | null;
	/** The page that asks whether she wants to be deleted; her answers are posted below it. */
	deletion: string | null;
	/** The same page with every row of every list. */
	all: string | null;
};

/** All that the portal's components show. */
export type PortalView = {
	page: PortalPage;
	action: NextAction | null;
	language: Language;
	/** What her browser is set to, where she has not chosen and the page is in another; null: nothing to offer. */
	offered: Language | null;
	links: PortalLinks;
	/** The form's key, so that a double tap sends once (D2), what was typed, and why it was not sent; null: nothing went wrong. */
	reply: { key: string; typed: string; error: string | null };
	preferences: {
		/** What was typed and could not be saved, and why; null: nothing went wrong. */
		typed: string | null;
		error: string | null;
		/** What another tab or device had saved and this one wrote over. */
		overwritten: string | null;
		/** It was saved just now, and is still what the page shows. */
		saved: boolean;
	};
	/** Her request to be deleted was withdrawn just now. */
	withdrawn: boolean;
	now: Date;
};
