import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const VERSION = 1;
const NONCE = 12;
const TAG = 16;

/**
 * Text that only this instance reads again: version byte, nonce, ciphertext and tag of AES-256-GCM. `key` has 32 bytes;
 * `place` is where the sealed text is kept: moved elsewhere it does not open.
 */
export function seal(key: Buffer, place: string, text: string): Buffer {
	const nonce = randomBytes(NONCE);
	const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAAD(Buffer.from(place));
	return Buffer.concat([
		Buffer.of(VERSION),
		nonce,
		cipher.update(text, 'utf8'),
		cipher.final(),
		cipher.getAuthTag()
	]);
}

/** A sealed text does not open: it was altered, moved, or sealed with another instance's key. */
export class Unsealable extends Error {
	readonly code = 'Unsealable';
}

/** Checked by code: the bundles hold classes of their own. */
export const isUnsealable = (cause: unknown) =>
	cause instanceof Error && 'code' in cause && cause.code === 'Unsealable';

/** The text again. Throws Unsealable. */
export function unseal(key: Buffer, place: string, sealed: Uint8Array): string {
	const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
	if (bytes[0] !== VERSION || bytes.length < 1 + NONCE + TAG)
		throw new Unsealable('a sealed text has an unknown form');
	const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(1, 1 + NONCE), { authTagLength: TAG });
	decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-TAG));
	const text = decipher.update(bytes.subarray(1 + NONCE, -TAG), undefined, 'utf8');
	try {
		return text + decipher.final('utf8');
	} catch (cause) {
		// All that the final block can say of GCM is that the tag is not right.
		throw new Unsealable('a sealed text was sealed with another key or for another place', { cause });
	}
}
