import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Secrets } from '#platform/secrets.ts';

const PURPOSE = 'reply addresses';
/** Lower case alone, since servers on the way may change the case of an address. RFC 4648's base 32. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const SIGNATURE = 8;
const TAG = /^r[a-z2-7]{39}$/;
/** Bytes that the part before the @ may have (RFC 5321, 4.5.3.1.1). */
const LONGEST_LOCAL = 64;

/**
 * The address at which answers to a case arrive: `base` with a signed tag after a plus. `base` itself when that would be longer
 * than an address may be. Whoever knows it still has to be the case's customer to write into it.
 */
export function replyAddress(
	{ derive }: Pick<Secrets, 'derive'>,
	base: string,
	orgId: string,
	inquiryId: string
): string {
	const at = base.lastIndexOf('@');
	const id = Buffer.from(inquiryId.replaceAll('-', ''), 'hex');
	const tag = `r${base32(Buffer.concat([id, signature(derive, orgId, id)]))}`;
	const local = `${base.slice(0, at)}+${tag}`;
	return at < 1 || Buffer.byteLength(local) > LONGEST_LOCAL ? base : `${local}${base.slice(at)}`;
}

/** The case whose reply address of this organization it is; null: it is none, or was not made by this instance. */
export function readReplyAddress(
	{ derive }: Pick<Secrets, 'derive'>,
	orgId: string,
	address: string
): string | null {
	const tag = /^[^@]*\+([^+@]*)@/.exec(address.trim().toLowerCase())?.[1] ?? '';
	if (!TAG.test(tag)) return null;
	const bytes = fromBase32(tag.slice(1));
	const id = bytes.subarray(0, 16);
	if (!timingSafeEqual(bytes.subarray(16, 16 + SIGNATURE), signature(derive, orgId, id))) return null;
	return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** The address that mail is really for: in lower case, without brackets and without what follows a plus. */
export const withoutTag = (address: string): string =>
	address
		.trim()
		.toLowerCase()
		.replace(/^<|>$/g, '')
		.replace(/\+[^@]*@/, '@');

const signature = (derive: Secrets['derive'], orgId: string, id: Buffer) =>
	createHmac('sha256', derive(PURPOSE)).update(`${orgId}/`).update(id).digest().subarray(0, SIGNATURE);

function base32(bytes: Buffer): string {
	let [bits, held, text] = [0, 0, ''];
	for (const byte of bytes) {
		held = (held << 8) | byte;
		for (bits += 8; bits >= 5; bits -= 5) text += ALPHABET[(held >> (bits - 5)) & 31];
		held &= (1 << bits) - 1;
	}
	return bits ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}

function fromBase32(text: string): Buffer {
	const bytes: number[] = [];
	let [bits, held] = [0, 0];
	for (const sign of text) {
		held = (held << 5) | ALPHABET.indexOf(sign);
		bits += 5;
		if (bits < 8) continue;
		bits -= 8;
		bytes.push(held >> bits);
		held &= (1 << bits) - 1;
	}
	return Buffer.from(bytes);
}
