import { createHash } from 'node:crypto';
import type { PortalPage } from './page.ts';

/**
 * A fingerprint of what a customer sees: another one when that has changed. It tells nothing else, and leaves out what the page does
 * not show: her own visits, and that the business is just about to answer.
 */
export function portalVersion({ customer, case: inquiry, ...page }: PortalPage): string {
	const shown = [{ ...customer, seenAt: null }, inquiry && { ...inquiry, status: null }, page];
	return createHash('sha256').update(JSON.stringify(shown)).digest('base64url').slice(0, 16);
}
