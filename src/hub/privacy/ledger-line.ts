import { createHash } from 'node:crypto';
import { z } from 'zod';

/** A line of the ledger, and the whole of an object of its copy: this as JSON. A later format has another `v`. */
export type LedgerLine = {
	v: 1;
	org: string;
	/** hexadecimal */ customer: string;
	/** ISO 8601 */ erasedAt: string;
	/** base64url, of what she sent; absent: nothing. */ seen?: string[] | undefined;
};

/** A line as it was read. `after`: by what the line is known below which it was written; null: it was the first, or nothing is said. */
export type ReadLine = { line: LedgerLine; after: string | null };

const shape = z.object({
	v: z.literal(1),
	org: z.uuid(),
	customer: z.string().regex(/^[0-9a-f]{64}$/),
	erasedAt: z.iso.datetime(),
	seen: z.array(z.string().regex(/^[A-Za-z0-9_-]{43}$/)).optional(),
	after: z.string().nullable().optional()
});

const SUM = ',"sum":"';
const sumOf = (text: string): string =>
	createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url');

/** By what a line is known, whether it can be read or not; of lines that can, no two are known by the same. */
export function knownBy(text: string): string {
	const at = text.lastIndexOf(SUM);
	return at < 0 ? sumOf(text) : text.slice(at + SUM.length, -2);
}

/**
 * The text of a line, without its end. It says below which it stands, so that one that is missing is missed, and ends with a sum of
 * its own: a digit that became another would otherwise name somebody else.
 */
export function lineText(line: LedgerLine, above: string | null): string {
	const said = JSON.stringify({ ...line, after: above === null ? null : knownBy(above) }).slice(0, -1);
	return `${said}${SUM}${sumOf(said)}"}`;
}

/** null: it is damaged. Lines of earlier versions have neither sum nor `after`, and are taken at their word. */
export function readLine(text: string): ReadLine | null {
	const parsed = shape.safeParse(asJson(text));
	if (!parsed.success) return null;
	const { after, ...line } = parsed.data;
	const at = text.lastIndexOf(SUM);
	const whole =
		at < 0 ? after === undefined : text === `${text.slice(0, at)}${SUM}${sumOf(text.slice(0, at))}"}`;
	return whole ? { line, after: after ?? null } : null;
}

/** Whether a crash cut a line off in the middle of writing, after which the same was written again below. */
export const isBeginningOf = (text: string, below: string | undefined): boolean =>
	!text.endsWith('}') && (below?.startsWith(text.split(',"after"')[0] ?? text) ?? false);

/** Whether what is left of a line says whose it is: then no other's begins alike. */
export const saysWhose = (text: string): boolean =>
	/^\{"v":1,"org":"[^"]+","customer":"[0-9a-f]{64}",/.test(text);

function asJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}
