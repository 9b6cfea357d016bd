import { z } from 'zod';
import { normal } from './normal.ts';

/** Control characters but tab and line breaks, and lone surrogates, which PostgreSQL cannot keep. */
const unkeepable =
	/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** Something that is seen: no space, control or format character, nor one of the letters that show as nothing (Hangul's fillers, Braille's blank). */
const VISIBLE = /[^\s\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/** Of any field, one thing or several. */
const UNKEEPABLE = 'There is a character in this that cannot be kept. Please type it again.';

/** Whether anything of it is seen: what is called by a name of nothing visible can be called by nobody. */
export const isSeen = (text: string): boolean => VISIBLE.test(text);

/** Length as PostgreSQL's char_length counts it: in code points. */
const points = (text: string) => [...text].length;

/** One line that a person typed: trimmed, not empty, at most `max` code points. `label` begins the sentences: "The name". */
export function line(label: string, max: number) {
	return z
		.string({ error: `${label} is missing.` })
		.transform((text) => normal(text, 'NFC').trim())
		.refine((text) => isSeen(text) || unkeepable.test(text), {
			message: `${label} is missing.`,
			abort: true
		})
		.refine((text) => !/[\r\n\t]/.test(text), { message: `${label} must be one line.` })
		.refine((text) => !unkeepable.test(text), { message: UNKEEPABLE })
		.refine((text) => points(text) <= max, { message: `${label} can have ${max} characters at most.` });
}

/** A line that may be left empty; empty is null. */
export function optionalLine(label: string, max: number) {
	return z
		.string()
		.optional()
		.transform((text) => normal(text ?? '', 'NFC').trim())
		.refine((text) => !/[\r\n\t]/.test(text), { message: `${label} must be one line.` })
		.refine((text) => !unkeepable.test(text), { message: UNKEEPABLE })
		.refine((text) => points(text) <= max, { message: `${label} can have ${max} characters at most.` })
		.transform((text) => text || null);
}

/** Free text of many lines, line ends unified, may be empty. */
export function paragraph(label: string, max: number) {
	return z
		.string()
		.optional()
		.transform((text) =>
			normal(text ?? '', 'NFC')
				.replace(/\r\n?/g, '\n')
				.trim()
		)
		.refine((text) => !unkeepable.test(text), { message: UNKEEPABLE })
		.refine((text) => points(text) <= max, { message: `${label} can have ${max} characters at most.` });
}

/** An address of at most 254 characters, strict enough that no header can be injected (RFC 5321 dot-atom, no quotes, no comments). */
const ADDRESS =
	/^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*@([\p{L}\p{N}]([\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}]{2,}$/u;
export const isAddress = (text: string) => text.length <= 254 && ADDRESS.test(text);

export const address = (label = 'The email address') =>
	line(label, 254).refine(isAddress, {
		message: `${label} does not look right. It should be like name@example.com.`
	});

export const optionalAddress = (label = 'The email address') =>
	optionalLine(label, 254).refine((text) => text === null || isAddress(text), {
		message: `${label} does not look right. It should be like name@example.com.`
	});

export const uuid = (label = 'The id') =>
	z
		.string({ error: `${label} is missing.` })
		.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, `${label} is not valid.`);
export const isUuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);

/** What an address searches for (`?q=`), without what PostgreSQL cannot keep in a text: null characters and lone surrogates. */
export const searched = (address: URLSearchParams): string =>
	(address.get('q') ?? '').slice(0, 200).toWellFormed().replaceAll('\0', ' ').trim();
