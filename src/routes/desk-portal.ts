import type { PortalPage } from '#hub/portal/page.ts';
import { referralLinkOf } from '#hub/referrals/program.ts';
import { languageOf } from '#hub/texts/language.ts';
import { instance } from '#platform/instance.ts';
import type { RenderedPage } from '#ui/portal/document.ts';
import { portalNotFound, renderPortal } from '#ui/portal/render.ts';
import { joined } from './c/answers.ts';

/** The portal's page for a frame at the desk (B6): nothing to press, no script, no token, so it counts as no visit. */
export function portalForDesk(page: PortalPage, customerId: string | null): Response {
	const { html, policy } = renderPortal(page, {
		links: {
			file: null,
			attachment: null,
			paper: null,
			reply: null,
			preferences: null,
			language: null,
			refer: referralLinkOf(instance(), page.referral?.link ?? null),
			live: null,
			data: null,
			archive: null,
			deletion: null,
			thumbnail: customerId ? (id) => `/customers/${customerId}/documents/${id}/thumbnail` : null,
			logo: '/settings/branding/logo',
			all: customerId ? `/customers/${customerId}/portal/page?show=all` : null
		},
		seen: null,
		framedBy: 'desk',
		accepts: null,
		now: new Date()
	});
	return framed({ html, policy });
}

/** The same while the portal is off: what every link of the business answers, in the language of `locale`. */
export const portalOffForDesk = (locale: string): Response =>
	framed(portalNotFound(languageOf(locale), 'desk'));

const framed = ({ html, policy }: RenderedPage): Response =>
	new Response(joined(html), {
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy': policy,
			'cache-control': 'private, no-store',
			'x-frame-options': 'SAMEORIGIN'
		}
	});
