import { z } from 'zod';
import { invalid } from '#hub/errors.ts';
import { normal } from '#platform/forms/normal.ts';

const LEAST = 10;
/** Long enough for any passphrase, short enough that hashing stays cheap. */
const MOST = 200;

/** What guessers try first among passwords that are long enough; spaces and digits at the end are seen through. */
const common = new Set(
	`password passwort motdepasse contrasena qwertyuiop qwertzuiop asdfghjkl azertyuiop qwerty qwerty123456 letmein welcome iloveyou
	administrator changeme secret superman football baseball sunshine princess dragon monkey trustno customerhub customer business
	passwordpassword qwertyqwerty adminadmin testtest abcdefghij abcdefghijkl abc password1password q1w2e3r4t5 1q2w3e4r5t 1qaz2wsx3edc zaq12wsx`.split(
		/\s+/
	)
);

const points = (text: string) => [...text].length;

/** "aaaaaaaaaa", "abababababab", "1234567890", "0987654321". */
function isPattern(text: string): boolean {
	if (/^(.{1,3})\1+.{0,2}$/u.test(text)) return true;
	const codes = [...text].map((letter) => letter.codePointAt(0) ?? 0);
	const steps = new Set(codes.slice(1).map((code, index) => code - (codes[index] ?? 0)));
	return steps.size === 1 || /^(?:0123456789|1234567890|9876543210|0987654321)\d*$/.test(text);
}

function isCommon(password: string): boolean {
	const bare = password.toLowerCase().replace(/[\s._-]+/g, '');
	const stem = bare
		.replace(/[\d!?*#$@]+$/, '')
		.replaceAll('0', 'o')
		.replaceAll('@', 'a')
		.replaceAll('$', 's');
	return bare.length < 4 || common.has(bare) || common.has(stem) || isPattern(bare);
}

/** Letters and digits as people tell them to each other. */
const told = (text: string) =>
	normal(text.toLowerCase(), 'NFKD')
		.replaceAll('@', 'a')
		.replaceAll('$', 's')
		.replace(/[^\p{L}\p{N}]+/gu, '');
const withoutYear = (text: string) => text.replace(/\p{N}+$/u, '').replaceAll('0', 'o');

/** What everybody knows who would guess the password of this person. */
export type Known = { email: string; names: readonly string[] };

/** What is said of a password that is her own address or name, or the business's; null: it is none of them. */
export function tooNear(password: string, { email, names }: Known): string | null {
	const [local = ''] = email.split('@');
	const near = [email, local, local.replace(/\+.*/, ''), ...names].some((text) =>
		[told, (one: string) => withoutYear(told(one))].some((spelled) => {
			const known = spelled(text);
			return known !== '' && known === spelled(password);
		})
	);
	return near
		? 'This is your own name or address, or the name of the business, which people guess first. Please choose another one.'
		: null;
}

/** Throws `invalid` on the field `newPassword` for such a password. */
export function mustNotBeNear(newPassword: string, known: Known): void {
	const sentence = tooNear(newPassword, known);
	if (sentence !== null) throw invalid({ newPassword: sentence });
}

/**
 * A new password (NIST SP 800-63B, 3.1.1.2): length counts, no composition rules, nothing that guessers try first.
 * Kept as typed, spaces included.
 */
export const newPassword = (label = 'The password') =>
	z
		.string({ error: `${label} is missing.` })
		.refine((text) => text !== '', { message: `${label} is missing.`, abort: true })
		.refine((text) => points(text) >= LEAST, {
			message: `${label} needs ${LEAST} characters at least.`,
			abort: true
		})
		.refine((text) => points(text) <= MOST, {
			message: `${label} can have ${MOST} characters at most.`,
			abort: true
		})
		.refine((text) => !isCommon(text), {
			message: 'This is among the first passwords that people guess. Please choose another one.'
		});

/** A password that somebody proves herself with: whatever was once allowed. */
export const knownPassword = (label = 'The password') =>
	z
		.string({ error: `${label} is missing.` })
		.refine((text) => text !== '' && points(text) <= 1000, { message: `${label} is missing.` });
