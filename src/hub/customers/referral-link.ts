import { createHmac, randomUUID } from 'node:crypto';
import { isUnsealable, seal, unseal } from '#platform/sealing.ts';
import { hashToken, newToken } from '#platform/tokens.ts';

/** A row of referral_links: what finds it, and the copy from which the link is shown again. */
export type NewReferralLink = { id: string; tokenHash: Buffer; sealed: Buffer };

/** The key of sealed referral tokens, from that of sealed portal tokens: whoever makes a customer has it at hand. */
const keyFrom = (portalKey: Buffer) => createHmac('sha256', portalKey).update('referral link').digest();

/** Bound to the row of the link and not to the customer, since a merge gives a customer the other's links. */
const place = (id: string) => `referral_links ${id}`;

/** W8: a link of its own, so that passing it on opens nobody's portal. `portalKey`: the instance's key for PORTAL_TOKEN_PURPOSE. */
export function newReferralLink(portalKey: Buffer): NewReferralLink {
	const id = randomUUID();
	const token = newToken();
	return { id, tokenHash: hashToken(token), sealed: seal(keyFrom(portalKey), place(id), token) };
}

/** The link again; null: it was sealed with another instance's key. */
export function openReferralLink(
	origin: string,
	portalKey: Buffer,
	{ id, sealed }: { id: string; sealed: Uint8Array }
): string | null {
	try {
		return `${origin}/r/${unseal(keyFrom(portalKey), place(id), sealed)}`;
	} catch (cause) {
		if (isUnsealable(cause)) return null;
		throw cause;
	}
}
