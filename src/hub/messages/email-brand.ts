import { LOGO_ID, type MailBrand } from '#hub/branding/mail/letter.ts';
import {
	openPortalToken,
	portalLink,
	PORTAL_TOKEN_PURPOSE,
	UnreadableToken
} from '#hub/customers/portal-token.ts';
import type { Instance } from '#platform/instance.ts';
import type { MailFile } from '#platform/mail/mailer.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { readWhole } from '#platform/storage/storage.ts';
import type { MailBasis, OrganizationMail } from './email-sql.ts';

/** Bytes of a logo, which Branding keeps at 256 pixels a side. */
const LARGEST_LOGO = 1024 * 1024;

/** The business's looks, with its logo as a file of the mail itself: nobody learns when it is opened. */
export async function brandForMail(
	{ storage }: Pick<Instance, 'storage'>,
	organization: OrganizationMail
): Promise<{ brand: MailBrand; logo: MailFile[] }> {
	const { logoKey, brandColor: color, ...rest } = organization;
	const bytes = logoKey && (await logoOf(storage, logoKey));
	const logo = bytes
		? [{ name: 'logo.png', contentType: 'image/png', content: bytes, contentId: LOGO_ID }]
		: [];
	return { brand: { ...rest, color, logo: logo.length ? `cid:${LOGO_ID}` : null }, logo };
}

/** null: it was replaced a moment ago; a mail without it is better than none. */
async function logoOf(storage: Instance['storage'], key: string): Promise<Buffer | null> {
	try {
		return await readWhole(storage, key, LARGEST_LOGO);
	} catch (cause) {
		if (isStorageError(cause, 'Missing')) return null;
		throw cause;
	}
}

/** S21: null while the portal is off, and when the instance key that sealed the link is another. */
export function portalLinkNow(
	{ config, secrets }: Pick<Instance, 'config' | 'secrets'>,
	orgId: string,
	{ portalEnabled }: Pick<OrganizationMail, 'portalEnabled'>,
	{ id: customerId, sealedToken }: Pick<NonNullable<MailBasis['customer']>, 'id' | 'sealedToken'>
): string | null {
	if (!portalEnabled) return null;
	try {
		const key = secrets.derive(PORTAL_TOKEN_PURPOSE);
		return portalLink(config.origin, openPortalToken(key, { orgId, customerId }, sealedToken));
	} catch (cause) {
		if (cause instanceof UnreadableToken) return null;
		throw cause;
	}
}

/** The signature from Settings with the writer's name in it. Lines that held nothing but the name of nobody go. */
export function signatureOf(
	{ signature }: Pick<OrganizationMail, 'signature'>,
	author: string | null
): string {
	return signature
		.split('\n')
		.map((line) => (author === null && line.includes('{name}') ? line.replaceAll('{name}', '').trim() : line))
		.map((line) => (author === null ? line : line.replaceAll('{name}', author)))
		.join('\n')
		.trim();
}
