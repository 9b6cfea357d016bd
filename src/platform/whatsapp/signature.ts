import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether Meta signed this very body with the app's secret: `X-Hub-Signature-256` is "sha256=" and the HMAC of the raw bytes in
 * hex (Meta, "Webhooks: validating payloads"). Compared in constant time.
 */
export function isSigned(body: Uint8Array, header: string | null, appSecret: string): boolean {
	const given = /^sha256=([0-9a-f]{64})$/i.exec(header ?? '')?.[1];
	if (!given) return false;
	return timingSafeEqual(Buffer.from(given, 'hex'), createHmac('sha256', appSecret).update(body).digest());
}

/** Whether two secrets are one, in a time that tells nothing of either. */
export function isSecret(given: string, expected: string): boolean {
	const hash = (text: string) => createHmac('sha256', 'compare').update(text).digest();
	return timingSafeEqual(hash(given), hash(expected));
}
