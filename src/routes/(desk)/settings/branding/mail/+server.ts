import { brandForm, mailForm } from '#hub/branding/schema.ts';
import { previewMail } from '#hub/messages/email-preview.ts';
import { instance } from '#platform/instance.ts';
import { answer, memberOf } from '../../../../respond.ts';
import type { RequestHandler } from './$types';

/** The sheet's own styles and the logo within it; no script, no frame but ours, and nothing from anywhere. */
const POLICY =
	"default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'; base-uri 'none'; form-action 'none'";

/** A mail as it would leave with what is being typed; what is not valid yet is shown as it was. `part=text`: its plain part. */
export const GET: RequestHandler = async ({ locals, url }) => {
	const typed = <T>(name: string, schema: { safeParse(value: unknown): { data?: T } }): T | null =>
		url.searchParams.has(name) ? (schema.safeParse(url.searchParams.get(name)).data ?? null) : null;
	const { text, html } = await answer(() =>
		previewMail(instance(), memberOf(locals), {
			name: typed('name', brandForm.shape.name),
			brandColor: typed('brandColor', brandForm.shape.brandColor),
			signature: typed('signature', mailForm.shape.signature),
			postalAddress: typed('postalAddress', mailForm.shape.postalAddress),
			showReference: url.searchParams.has('showReference')
				? url.searchParams.get('showReference') === 'true'
				: null
		})
	);
	const plain = url.searchParams.get('part') === 'text';
	return new Response(plain ? text : html, {
		headers: {
			'content-type': `text/${plain ? 'plain' : 'html'}; charset=utf-8`,
			'content-security-policy': POLICY,
			'cache-control': 'private, no-store',
			'x-frame-options': 'SAMEORIGIN'
		}
	});
};
