import { z } from 'zod';
import type { SignedReceipt } from './receipt.ts';

/** In letters; a receipt of every table that there is has some 2,000. */
const LONGEST = 50_000;

const count = z.number().int().nonnegative();
const hex = (letters: number) => z.string().regex(new RegExp(`^[0-9a-f]{${letters}}$`));

/** Exactly what `signReceipt` writes: anything else that a text says would be read by people and signed by nobody. */
const shape = z.strictObject({
	format: z.literal('customer-hub-erasure-receipt'),
	version: z.literal(1),
	id: z.uuid(),
	organization: z.string(),
	instance: z.string(),
	requestedAt: z.iso.datetime().nullable(),
	erasedAt: z.iso.datetime(),
	finishedAt: z.iso.datetime(),
	rows: z.record(z.string(), count),
	files: count,
	bytes: count,
	kept: count,
	subject: z.strictObject({ salt: hex(32), sha256: hex(64) }).nullable(),
	key: z.string().regex(/^[\w-]{43}$/),
	signature: z.string().refine(isSignature)
});

/** The 64 bytes of Ed25519 in base64url, in the one spelling of several that there are. */
function isSignature(text: string): boolean {
	return text.length === 86 && Buffer.from(text, 'base64url').toString('base64url') === text;
}

/**
 * The receipt that a text is, with whatever a file began with to say that it is UTF-8; null: it is none. Order and blanks are free; names
 * and values are spelled as `signReceipt` spells them.
 */
export function readReceipt(text: string): SignedReceipt | null {
	if (text.length > LONGEST) return null;
	const json = text.replace(/^\uFEFF/, '');
	const said = asJson(json);
	const parsed = shape.safeParse(said);
	return parsed.success && isSpelledAsWritten(json, said) ? parsed.data : null;
}

function asJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (cause) {
		if (cause instanceof SyntaxError) return null;
		throw cause;
	}
}

/**
 * Whether a JSON text says what was read of it in no other way: of something named twice people would read the first and JSON.parse takes
 * the last, and `1.0`, `-0` or `\u0031` are the same to it alone. Nor may anything be named `__proto__`, which a check of shapes passes over.
 */
function isSpelledAsWritten(json: string, said: unknown): boolean {
	const compact = json.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, (_, string?: string) => string ?? '');
	const opened = compact.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/[{[]/g) ?? [];
	// The receipt, its rows and its subject; whatever is nested deeper lies in a `__proto__`.
	return opened.length <= 3 && compact === JSON.stringify(said) && !compact.includes('"__proto__":');
}
