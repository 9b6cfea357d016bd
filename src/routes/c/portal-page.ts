import { referralLinkOf } from '#hub/referrals/program.ts';
import { languageOf } from '#hub/texts/language.ts';
import { sayRefusal } from '#hub/texts/refusal.ts';
import { instance } from '#platform/instance.ts';
import { recordSeen } from '#hub/portal/seen.ts';
import { readPortal, SHOWN, SHOWN_AT_MOST } from '#hub/portal/page.ts';
import { renderDeletion, renderLater, renderPortal, type PortalOptions } from '#ui/portal/render.ts';
import { json, type RequestEvent } from '@sveltejs/kit';
import { attempt, database } from '../respond.ts';
import {
	goneAnswer,
	portalAnswer,
	portalGone,
	toResponse,
	visitorOf,
	type PortalAnswer,
	type Visitor
} from './answers.ts';
import { isOwn } from './visit.ts';

/** Why the page is shown in answer to a form: what was typed and could not be kept, or what it wrote over. */
export type Shown = Pick<PortalOptions, 'refused' | 'preferences'> & { status: number };

/**
 * S2, S23: the customer's page. It changes nothing, so mail scanners may follow the link. `again`: it is shown in answer to a form, with what there is to say of it.
 */
export async function portalPage(token: string, visitor: Visitor, again?: Shown): Promise<PortalAnswer> {
	const { search, accepts } = visitor;
	const shown = search.get('show') === 'all' ? SHOWN_AT_MOST : SHOWN;
	const page = await readPortal(database(), token, shown);
	if (!page) return goneAnswer(visitor);
	const here = `/c/${token}`;
	const { status, ...options } = again ?? {
		status: 200,
		preferences: { saved: search.get('saved') === page.preferences.version },
		withdrawn: search.has('withdrawn')
	};
	return portalAnswer(
		renderPortal(page, {
			links: {
				file: (id) => `${here}/files/${id}`,
				attachment: (id) => `${here}/attachments/${id}`,
				thumbnail: (id) => `${here}/files/${id}/thumbnail`,
				logo: `${here}/logo`,
				paper: (kind, id) => `${here}/papers/${kind}/${id}`,
				all: `${here}?show=all`,
				reply: `${here}/reply`,
				preferences: `${here}/preferences`,
				language: `${here}/language`,
				refer: referralLinkOf(instance(), page.referral?.link ?? null),
				live: `${here}/live`,
				data: `${here}/data`,
				archive: `${here}/files.zip`,
				deletion: `${here}/deletion`
			},
			seen: `${here}/seen`,
			framedBy: 'nobody',
			accepts,
			// The stream follows the page as it opens; all of a long one is brought up to date once.
			...(shown === SHOWN && { version: page.version }),
			...options,
			now: new Date()
		}),
		status
	);
}

/** S13: the page that asks whether she means it; also the answer when her request could not be kept. It changes nothing. */
export async function deletionPage(
	token: string,
	visitor: Visitor,
	refused?: { status: number; error: string }
): Promise<PortalAnswer> {
	const page = await readPortal(database(), token, 1);
	if (!page) return goneAnswer(visitor);
	return portalAnswer(renderDeletion(page, `/c/${token}`, refused?.error ?? null), refused?.status);
}

/** What the page's script is told of a form that was not kept: a sentence in the language of the page. */
export async function refusedToScript(
	request: Request,
	token: string,
	status: number,
	error: string
): Promise<Response> {
	const page = await readPortal(database(), token, 1);
	if (!page) return portalGone(request);
	const language = languageOf(page.customer.locale, page.organization.locale);
	return json({ error: sayRefusal(error, language) }, { status });
}

/**
 * Something that she asks for in the card `back` of her page. When it is refused for now, a page of her own says so in her language and
 * leads back there. `work` answers null when there is no such thing.
 */
export async function orLater(
	{
		params,
		request,
		setHeaders
	}: Pick<RequestEvent, 'request' | 'setHeaders'> & { params: { token: string } },
	back: string,
	work: () => Promise<Response | null>
): Promise<Response> {
	const { done, failed } = await attempt({}, work, { setHeaders });
	if (done) return done;
	if (!failed) return portalGone(request);
	const error = Object.values(failed.data.errors)[0] ?? '';
	return toResponse(
		await laterPage(params.token, back, visitorOf(request), { status: failed.status, error })
	);
}

/**
 * Her tap on a file in the card `back`: counted as a visit of hers (B5), then sent to a short-lived address of it, as `addressOf` says,
 * which is told whether it is the business's own tap, which counts as nothing; null: there is no such file.
 */
export const toFile = (
	event: Parameters<typeof orLater>[0] & Parameters<typeof isOwn>[0],
	back: string,
	addressOf: (own: boolean) => Promise<string | null>
): Promise<Response> =>
	orLater(event, back, async () => {
		const own = await isOwn(event);
		const location = await addressOf(own);
		if (!location) return null;
		if (!own) await recordSeen(database(), event.params.token);
		return new Response(null, { status: 303, headers: { location } });
	});

/** Says why a paper cannot be had just now. `back`: the card of her page in which it lies. */
export async function laterPage(
	token: string,
	back: string,
	visitor: Visitor,
	{ status, error }: { status: number; error: string }
): Promise<PortalAnswer> {
	const page = await readPortal(database(), token, 1);
	if (!page) return goneAnswer(visitor);
	return portalAnswer(renderLater(page, `/c/${token}#${back}`, error), status);
}
