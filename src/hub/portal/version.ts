import { hash } from 'node:crypto';

/** What the page does not show: her own visits, and that the business is just about to answer. No text holds these: it has its quotes escaped. */
const UNSHOWN = /"seenAt" ?: ?(?:null|"[^"]*")|"status" ?: ?"(?:open|waiting)"/g;

/**
 * A fingerprint of what a customer sees: another one when that has changed. It tells nothing else. `page` is what the database wrote,
 * since to write it again would cost more than to read it.
 */
export const portalVersion = (page: string): string =>
	hash('sha256', page.replace(UNSHOWN, ''), 'base64url').slice(0, 16);
