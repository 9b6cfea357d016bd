import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Instance } from '#platform/instance.ts';

/** The instance secret's purpose from which the key of every sealed token is derived. */
export const PORTAL_TOKEN_PURPOSE = 'portal-token';

/** Whose token it is. Bound to the sealed copy, so one that is moved to another row does not open. */
export type TokenOwner = { orgId: string; customerId: string };

const VERSION = 1;
const NONCE = 12;
const TAG = 16;

/** 256 random bits as 43 base64url characters (S22, D4). */
export const newPortalToken = () => randomBytes(32).toString('base64url');

/**
 * What finds the row: SHA-256 of the token's text, 32 bytes. Plain SHA-256 is enough, since 256 random bits cannot be
 * guessed from their hash. Any text is hashed, so that a malformed token takes the same way as an unknown one.
 */
export const hashPortalToken = (token: string) => createHash('sha256').update(token).digest();

/**
 * The copy from which mails and Share portal show the link again: version byte, nonce, ciphertext and tag of AES-256-GCM.
 * `key` has 32 bytes, derived for PORTAL_TOKEN_PURPOSE.
 */
export function sealPortalToken(key: Buffer, owner: TokenOwner, token: string): Buffer {
	const nonce = randomBytes(NONCE);
	const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(boundTo(owner));
	return Buffer.concat([
		Buffer.of(VERSION),
		nonce,
		cipher.update(token, 'utf8'),
		cipher.final(),
		cipher.getAuthTag()
	]);
}

/** The sealed copy does not open: it was altered, belongs to another row, or was sealed with another instance's key. */
export class UnreadableToken extends Error {}

/** The token again. Throws UnreadableToken. */
export function openPortalToken(key: Buffer, owner: TokenOwner, sealed: Uint8Array): string {
	const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
	if (bytes[0] !== VERSION || bytes.length <= 1 + NONCE + TAG)
		throw new UnreadableToken('a sealed portal token has an unknown form');
	const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE), { authTagLength: TAG });
	decipher.setAAD(boundTo(owner)).setAuthTag(bytes.subarray(-TAG));
	const token = decipher.update(bytes.subarray(1 + NONCE, -TAG), undefined, 'utf8');
	try {
		return token + decipher.final('utf8');
	} catch (cause) {
		// All that the final block can say of GCM is that the tag is not right.
		throw new UnreadableToken('a sealed portal token was sealed with another key or for another row', {
			cause
		});
	}
}

/** The customer's own page. `origin` is the configured one, never a request's Host. */
export const portalLink = (origin: string, token: string) => `${origin}/c/${token}`;

/** How this instance turns a sealed token into its customer's link. The result throws UnreadableToken. */
export function portalOpener({ config, secrets }: Pick<Instance, 'config' | 'secrets'>) {
	const key = secrets.derive(PORTAL_TOKEN_PURPOSE);
	return (owner: TokenOwner, sealed: Uint8Array) =>
		portalLink(config.origin, openPortalToken(key, owner, sealed));
}

const boundTo = (owner: TokenOwner) => Buffer.from(`${owner.orgId}/${owner.customerId}`);
