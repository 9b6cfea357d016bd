import type { PortalPage } from '#hub/portal/page.ts';
import { referralLinkOf } from '#hub/referrals/program.ts';
import { instance } from '#platform/instance.ts';
import { renderPortal } from '#ui/portal/render.ts';
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
	return new Response(joined(html), {
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy': policy,
			'cache-control': 'private, no-store',
			'x-frame-options': 'SAMEORIGIN'
		}
	});
}
