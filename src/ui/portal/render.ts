import { randomUUID } from 'node:crypto';
import { render } from 'svelte/server';
import { nextAction } from '#hub/portal/next-action.ts';
import type { PortalPage } from '#hub/portal/page.ts';
import type { ReferralPage } from '#hub/referrals/landing.ts';
import { acceptedLanguage, languageOf, type Language } from '#hub/texts/language.ts';
import type { LanguageCode } from '#hub/texts/feature.ts';
import { sayRefusal } from '#hub/texts/refusal.ts';
import type { Texts } from '#hub/texts/texts.ts';
import { isoDay } from '#ui/format.ts';
import { portalDocument, type RenderedPage } from './document.ts';
import DeletionPage from './DeletionPage.svelte';
import LaterPage from './LaterPage.svelte';
import LostLinkPage from './LostLinkPage.svelte';
import NotFoundPage from './NotFoundPage.svelte';
import scriptUrl from './portal.client.ts?script';
import PortalPageView from './PortalPage.svelte';
import RecommendedPage, { type FriendTyped } from './RecommendedPage.svelte';
import type { PortalLinks, PortalView } from './view.ts';

/** Mixes into the page: where its buttons lead, and what its script tells the business; null: no script, nothing is counted. */
export type PortalOptions = {
	links: PortalLinks;
	seen: string | null;
	framedBy: 'nobody' | 'desk';
	/** The browser's Accept-Language. */
	accepts: string | null;
	/** Fingerprint of the page (hub/portal/version.ts); absent: the stream tells the page at once what it is. */
	version?: string;
	/** A reply that could not be kept: nothing that was typed is lost. */
	refused?: { typed: string; error: string };
	/** What became of the preferences that were sent. */
	preferences?: Partial<PortalView['preferences']>;
	/** She withdrew her request just now. */
	withdrawn?: boolean;
	now: Date;
};

/** The customer's page as HTML, by an endpoint and not by Kit's pipeline of pages (docs/decisions/0006). */
export function renderPortal(page: PortalPage, options: PortalOptions): RenderedPage {
	const { links, seen, framedBy, accepts, refused, version = null, now } = options;
	const language = languageOf(page.customer.locale, page.organization.locale);
	const inHerWords = (error: string | null | undefined) => (error ? sayRefusal(error, language) : null);
	const preferences = {
		typed: null,
		overwritten: null,
		saved: false,
		...options.preferences,
		error: inHerWords(options.preferences?.error)
	};
	const action = nextAction(page, isoDay(now, page.organization.timeZone));
	const reply = { key: randomUUID(), typed: refused?.typed ?? '', error: inHerWords(refused?.error) };
	const { body } = render(PortalPageView, {
		props: {
			view: {
				page,
				action,
				language,
				offered: offer(page, language, accepts),
				links,
				reply,
				preferences,
				withdrawn: options.withdrawn === true && page.privacy.requestedAt === null,
				now
			}
		}
	});
	return portalDocument({
		language,
		title: page.organization.name,
		brandColor: page.organization.brandColor,
		body,
		script: seen === null ? null : { url: scriptUrl, seen, live: links.live, version },
		framedBy
	});
}

/** S13: asks whether she wants to be deleted. `back`: her page, below which her answer is posted. */
export function renderDeletion(page: PortalPage, back: string, error: string | null): RenderedPage {
	const { name, brandColor, locale } = page.organization;
	const language = languageOf(page.customer.locale, locale);
	const props = {
		texts: language.texts,
		business: name,
		key: randomUUID(),
		back,
		error: error && sayRefusal(error, language)
	};
	return portalDocument({
		language,
		title: name,
		brandColor,
		body: render(DeletionPage, { props }).body,
		script: null,
		framedBy: 'nobody'
	});
}

/** In the place of something that cannot be had just now, in words for her. `back`: where she asked for it. */
export function renderLater(page: PortalPage, back: string, error: string): RenderedPage {
	const { name, brandColor, locale } = page.organization;
	const language = languageOf(page.customer.locale, locale);
	const props = { language, back, sentence: sayRefusal(error, language) };
	return portalDocument({
		language,
		title: name,
		brandColor,
		body: render(LaterPage, { props }).body,
		script: null,
		framedBy: 'nobody'
	});
}

/** Never chosen for her: a robot that looks at the link, or a borrowed phone, would change what her mails are written in. */
function offer(page: PortalPage, { code }: Language, accepts: string | null): Language | null {
	const accepted = page.customer.locale === null ? acceptedLanguage(accepts) : null;
	return accepted === null || accepted === code ? null : languageOf(accepted, page.organization.locale);
}

/** B3: the form for a fresh link, or the one answer that everybody gets. It names no business. */
export function renderLostLink(props: {
	language: Language;
	asked: boolean;
	typed: string;
	error: string | null;
}): RenderedPage {
	const { language, error } = props;
	return portalDocument({
		language,
		title: language.texts.lost.title,
		brandColor: '#3a5a8c',
		body: render(LostLinkPage, { props: { ...props, error: error && sayRefusal(error, language) } }).body,
		script: null,
		framedBy: 'nobody'
	});
}

/** B3: the page of every link that opens nothing. */
export function portalNotFound(
	language: Language,
	framedBy: PortalOptions['framedBy'] = 'nobody'
): RenderedPage {
	return portalDocument({
		language,
		title: language.texts.gone.title,
		brandColor: '#3a5a8c',
		body: render(NotFoundPage, { props: { language, asPreview: framedBy === 'desk' } }).body,
		script: null,
		framedBy
	});
}

/** Codes of hub/referrals/landing.ts, and fields, as sentences of the page's language. */
function friendErrors(errors: Record<string, string>, texts: Texts['recommended']): Record<string, string> {
	const fields: Record<string, string> = {
		name: texts.wrongName,
		email: texts.wrongEmail,
		phone: texts.wrongPhone,
		message: texts.wrongMessage
	};
	const whole: Record<string, string> = {
		quick: texts.again,
		trap: texts.again,
		stale: texts.stale,
		tooMany: texts.tooMany
	};
	return Object.fromEntries(
		Object.entries(errors).map(([field, code]) =>
			field in fields ? [field, fields[field] ?? ''] : ['', whole[code] ?? texts.failed]
		)
	);
}

/**
 * W8: the page behind a referral link, in the language that the friend chose in its menu, else of her browser when we speak it, else of
 * the business. `here`: its own address.
 */
export function renderRecommended(
	page: ReferralPage,
	{
		typed,
		chosen,
		accepts,
		...given
	}: {
		here: string;
		stamp: string;
		sent: boolean;
		typed: FriendTyped;
		chosen: LanguageCode | null;
		accepts: string | null;
	}
): RenderedPage {
	const language = languageOf(chosen ?? acceptedLanguage(accepts), page.organization.locale);
	const texts = language.texts.recommended;
	const shown = { values: typed.values, errors: friendErrors(typed.errors, texts) };
	const { body } = render(RecommendedPage, { props: { page, language, typed: shown, ...given } });
	return portalDocument({
		language,
		title: page.organization.name,
		brandColor: page.organization.brandColor,
		body,
		script: null,
		preview: { title: texts.previewTitle, description: texts.previewDescription },
		framedBy: 'nobody'
	});
}
