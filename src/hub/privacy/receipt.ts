import {
	createHash,
	createPrivateKey,
	createPublicKey,
	randomBytes,
	sign,
	verify,
	type KeyObject
} from 'node:crypto';
import type { Instance } from '#platform/instance.ts';
import { readReceipt } from './receipt-reading.ts';

/**
 * B1: what a business gives somebody whom it has erased: how much went and when, signed by the instance (docs/decisions/0018).
 * It names nobody. `subject` lets her show that it is about her, and nobody else find out whom it is about.
 */
export type Receipt = {
	format: 'customer-hub-erasure-receipt';
	version: 1;
	/** Of the entry in the ledger. */
	id: string;
	organization: string;
	/** The address of the instance, which publishes the key. */
	instance: string;
	/** ISO 8601; null: the business began it itself. */
	requestedAt: string | null;
	erasedAt: string;
	finishedAt: string;
	/** Rows by table. */
	rows: Record<string, number>;
	files: number;
	bytes: number;
	/** Invoices and receipts of which number, date, tax and total stay (D9). */
	kept: number;
	/** SHA-256 of salt and address in lower case, hexadecimal; null: no address was known. */
	subject: { salt: string; sha256: string } | null;
};

/** With the key's name and the signature over everything else. */
export type SignedReceipt = Receipt & { key: string; signature: string };

/** A public key as JSON Web Key (RFC 8037), with its RFC 7638 thumbprint as its name. */
export type PublicKey = { kty: 'OKP'; crv: 'Ed25519'; x: string; kid: string };

const PURPOSE = 'erasure receipts';
/** What stands before the 32 bytes of a key in PKCS #8 (RFC 8410). */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

const privateKey = (secrets: Instance['secrets']): KeyObject =>
	createPrivateKey({ key: Buffer.concat([PKCS8, secrets.derive(PURPOSE)]), format: 'der', type: 'pkcs8' });

function named(key: KeyObject): PublicKey {
	const { x = '' } = key.export({ format: 'jwk' });
	const kid = createHash('sha256')
		.update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
		.digest('base64url');
	return { kty: 'OKP', crv: 'Ed25519', x, kid };
}

/** The key by which anybody can check this instance's receipts. */
export const publicKey = (secrets: Instance['secrets']): PublicKey =>
	named(createPublicKey(privateKey(secrets)));

/** One spelling of the same facts, whatever order they came in. */
function spelled(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(spelled).join(',')}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${spelled(inner)}`).join(',')}}`;
}

export function signReceipt(secrets: Instance['secrets'], receipt: Receipt): SignedReceipt {
	const key = privateKey(secrets);
	const said = { ...receipt, key: named(createPublicKey(key)).kid };
	return { ...said, signature: sign(null, Buffer.from(spelled(said)), key).toString('base64url') };
}

/** For `subject`: what only who knows the address can work out from the receipt. */
export function subjectOf(email: string | null, salt = randomBytes(16).toString('hex')): Receipt['subject'] {
	if (email === null) return null;
	return { salt, sha256: createHash('sha256').update(`${salt}:${email.trim().toLowerCase()}`).digest('hex') };
}

/** What a check found. `otherKey`: it is signed by another instance, or by this one under an earlier key. */
export type Verdict =
	| {
			valid: true;
			receipt: SignedReceipt;
			/** Whether it is about the address that was given; `unnamed`: it names none; null: none was given. */
			about: boolean | 'unnamed' | null;
	  }
	| { valid: false; reason: 'unreadable' | 'otherKey' | 'altered' };

/** Checks a receipt as text against a public key, and whether it is about `email` when that is given. */
export function verifyReceipt(text: string, key: PublicKey, email: string | null = null): Verdict {
	const receipt = readReceipt(text);
	if (!receipt) return { valid: false, reason: 'unreadable' };
	if (receipt.key !== key.kid) return { valid: false, reason: 'otherKey' };
	const { signature, ...said } = receipt;
	const opened = createPublicKey({ key: { kty: key.kty, crv: key.crv, x: key.x }, format: 'jwk' });
	if (!verify(null, Buffer.from(spelled(said)), opened, Buffer.from(signature, 'base64url')))
		return { valid: false, reason: 'altered' };
	return { valid: true, receipt, about: email === null ? null : isAbout(receipt, email) };
}

const isAbout = ({ subject }: Receipt, email: string): boolean | 'unnamed' =>
	subject === null ? 'unnamed' : subjectOf(email, subject.salt)?.sha256 === subject.sha256;
