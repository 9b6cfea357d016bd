import { createHmac, timingSafeEqual } from 'node:crypto';

/** Longest life of a signature in seconds (ARCHITECTURE, "Files"); neither end accepts more. */
const LONGEST_LIFE = 60;
const LONGEST_TEXT = 2048;

/** What a signature allows: one method on one key for one purpose until a moment. */
export type Claims = {
	/** In capitals, such as GET. */
	method: string;
	/** What it is about, in the words of whoever asks for it. */
	key: string;
	/** What it is for; signatures of one purpose mean nothing to another. */
	purpose: string;
	/** It holds before this second since 1970. Some seconds short of LONGEST_LIFE forgive machines whose clocks differ. */
	expires: number;
	/** Whatever else it is bound to. */
	more?: Record<string, string>;
};

/** Gives a key of at least 32 bytes for each purpose, such as `secrets.derive`. */
export type Derive = (purpose: string) => Uint8Array;

const now = (): number => Math.floor(Date.now() / 1000);

/** The moment so many seconds from now, for `expires`. */
export function inSeconds(seconds: number): number {
	return now() + seconds;
}

function timely(expires: number, at: number): boolean {
	return Number.isSafeInteger(expires) && expires > at && expires <= at + LONGEST_LIFE;
}

function write({ method, key, purpose, expires, more = {} }: Claims): string {
	const extra = Object.entries(more).sort(([a], [b]) => (a < b ? -1 : 1));
	return Buffer.from(JSON.stringify([method, key, purpose, expires, ...extra])).toString('base64url');
}

function read(text: string): Required<Claims> {
	const parts = JSON.parse(Buffer.from(text, 'base64url').toString()) as [
		string,
		string,
		string,
		number,
		...[string, string][]
	];
	const [method, key, purpose, expires, ...extra] = parts;
	return { method, key, purpose, expires, more: Object.fromEntries(extra) };
}

function mac(derive: Derive, purpose: string, text: string): Buffer {
	return createHmac('sha256', derive(`signing/${purpose}`))
		.update(text)
		.digest();
}

/**
 * A token of letters, digits, `-`, `_` and one dot that carries the claims, readable by all, and their HMAC-SHA-256 under
 * a key of their purpose. Throws RangeError when `expires` has passed or is more than LONGEST_LIFE away, or the claims are
 * too long for a URL (some 1,500 bytes).
 */
export function sign(derive: Derive, claims: Claims): string {
	if (!timely(claims.expires, now()))
		throw new RangeError(`A signature lives for at most ${LONGEST_LIFE} seconds, and not into the past.`);
	const text = write(claims);
	if (text.length > LONGEST_TEXT) throw new RangeError('There is too much to sign for a URL.');
	return `${text}.${mac(derive, claims.purpose, text).toString('base64url')}`;
}

/**
 * The claims of a token when it was signed here, for this method and purpose, and still holds; otherwise null, whatever
 * the reason. The caller checks that what `key` names is still there and still allowed.
 */
export function verify(
	derive: Derive,
	token: string,
	expected: { method: string; purpose: string }
): Required<Claims> | null {
	const [, text, given] = /^([\w-]+)\.([\w-]{43})$/.exec(token) ?? [];
	if (text === undefined || given === undefined || text.length > LONGEST_TEXT) return null;
	const own = mac(derive, expected.purpose, text);
	const theirs = Buffer.from(given, 'base64url');
	// Base64 has several spellings of one value; only ours is accepted, so that a token has no twin.
	if (!timingSafeEqual(own, theirs) || theirs.toString('base64url') !== given) return null;
	const claims = read(text);
	if (claims.method !== expected.method || claims.purpose !== expected.purpose) return null;
	return timely(claims.expires, now()) ? claims : null;
}
