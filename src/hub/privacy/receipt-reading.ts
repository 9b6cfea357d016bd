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

/** The receipt that a text is, with whatever a file began with to say that it is UTF-8; null: it is none. */
export function readReceipt(text: string): SignedReceipt | null {
	if (text.length > LONGEST) return null;
	const json = text.replace(/^\uFEFF/, '');
	const parsed = shape.safeParse(asJson(json));
	return parsed.success && !saysTwice(json) ? parsed.data : null;
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
 * Whether an object of a JSON text names something more than once: people would read the first, JSON.parse takes the last. Nor may one
 * be named `__proto__`, which a check of shapes passes over.
 */
function saysTwice(json: string): boolean {
	const open: Set<string>[] = [];
	for (const [whole, name] of json.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
		if (whole === '{') open.push(new Set(['__proto__']));
		else if (whole === '}') open.pop();
		else if (name !== undefined) {
			const names = open.at(-1);
			const said = String(JSON.parse(name));
			if (names?.has(said)) return true;
			names?.add(said);
		}
	}
	return false;
}
