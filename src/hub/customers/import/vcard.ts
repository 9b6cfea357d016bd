import { invalid } from '#hub/errors.ts';
import { tooMany } from './csv.ts';
import { decodeWestern } from './encoding.ts';
import { MOST_ROWS, type Sheet } from './sheet.ts';

/**
 * Reads vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350), of each card only what a customer has. Written here because the kept
 * libraries read 3.0 and 4.0 alone, while phones still export 2.1 with quoted-printable names.
 */

/** The columns that cards are put into. */
export const cardColumns = ['Name', 'Email', 'Phone', 'Address', 'Language'];

/** Characters between a property's name and its value; an honest one has some dozens. */
const LONGEST_PARAMS = 2000;

type Property = { name: string; params: Map<string, string[]>; value: string };

/** Throws `invalid` when there is no card, or there are too many. */
export function readVcards(text: string): Sheet {
	const rows = [...cards(text)].map((card, at) => ({ number: at + 1, cells: cellsOf(card) }));
	if (!rows.length)
		throw invalid({ file: 'There is no card in this file.' }, 'There is no card in this file.');
	return { kind: 'vcard', rows };
}

export const isVcard = (text: string) => /^\ufeff?\s*BEGIN:VCARD\s*$/im.test(text.slice(0, 1000));

function* cards(text: string): Generator<Property[]> {
	let card: Property[] = [];
	let depth = 0;
	let count = 0;
	for (const line of logicalLines(text)) {
		const property = readProperty(line);
		if (!property) continue;
		const mark = property.value.trim().toUpperCase();
		if (property.name === 'BEGIN' && mark === 'VCARD') {
			// A card within a card is an agent of version 2.1: somebody else.
			if ((depth += 1) === 1) card = [];
		} else if (property.name === 'END' && mark === 'VCARD') {
			if (depth === 1) {
				if ((count += 1) > MOST_ROWS) throw tooMany();
				yield card;
			}
			depth = Math.max(depth - 1, 0);
		} else if (depth === 1) card.push(property);
	}
}

/** Lines put together again: a line that begins with a space goes on the one before, as does one after a soft break (2.1). */
function* logicalLines(text: string): Generator<string> {
	let pieces: string[] = [];
	let quoted = false;
	for (const line of text.split(/\r\n|\r|\n/)) {
		const last = pieces.at(-1);
		if (last !== undefined && quoted && last.endsWith('=')) {
			pieces[pieces.length - 1] = last.slice(0, -1);
			pieces.push(line);
		} else if (last !== undefined && /^[ \t]/.test(line)) pieces.push(line.slice(1));
		else {
			if (last !== undefined) yield pieces.join('');
			pieces = [line];
			quoted = /^[^:]*;(?:ENCODING=)?QUOTED-PRINTABLE[;:]/i.test(line.slice(0, LONGEST_PARAMS));
		}
	}
	yield pieces.join('');
}

/** `group.NAME;PARAM=a,"b:c";BARE:value` */
function readProperty(line: string): Property | null {
	const match = /^(?:[\w-]+\.)?([\w-]+)((?:;(?:"[^"]*"|[^":;])*)*):(.*)$/s.exec(line.trimStart());
	if (!match) return null;
	const [, name = '', list = '', value = ''] = match;
	if (list.length > LONGEST_PARAMS) return null;
	const params = new Map<string, string[]>();
	for (const [, text = ''] of list.matchAll(/;((?:"[^"]*"|[^";])*)/g)) {
		// Version 2.1 leaves the name out: `TEL;CELL` is `TEL;TYPE=CELL`.
		const [, key = 'TYPE', given = ''] = /^(?:([\w-]+)=)?(.*)$/s.exec(text) ?? [];
		const values = given.split(',').map((one) => one.replaceAll('"', '').trim().toUpperCase());
		params.set(key.toUpperCase(), [...(params.get(key.toUpperCase()) ?? []), ...values]);
	}
	return { name: name.toUpperCase(), params, value: decoded(value, params) };
}

function decoded(value: string, params: Property['params']): string {
	const encodings = [...(params.get('ENCODING') ?? []), ...(params.get('TYPE') ?? [])];
	if (!encodings.includes('QUOTED-PRINTABLE')) return value;
	const bytes = Buffer.from(
		value.replace(/=([0-9A-F]{2})|[^\x00-\x7f]/giu, (found, hex: string | undefined) =>
			hex ? String.fromCharCode(Number.parseInt(hex, 16)) : Buffer.from(found).toString('latin1')
		),
		'latin1'
	);
	const charset = params.get('CHARSET')?.[0] ?? 'UTF-8';
	return /^(ISO-8859-1|WINDOWS-1252|CP1252|LATIN1)$/.test(charset)
		? decodeWestern(bytes)
		: decoderFor(charset).decode(bytes);
}

function decoderFor(charset: string): TextDecoder {
	try {
		return new TextDecoder(charset);
	} catch (error) {
		// A name of an encoding that nobody knows: what can be read as UTF-8 is.
		if (error instanceof RangeError) return new TextDecoder();
		throw error;
	}
}

/** Parts of a structured value, such as N's family and given names; a semicolon after a backslash does not part. */
const parts = (value: string) => value.split(/(?<!\\);/).map(unescaped);

const unescaped = (text: string) =>
	text.replace(/\\([nN,;:\\])/g, (_, char: string) => (char.toLowerCase() === 'n' ? '\n' : char)).trim();

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim();

function cellsOf(card: Property[]): string[] {
	const all = (name: string) => card.filter((property) => property.name === name && property.value.trim());
	const best = (name: string, ...types: string[]) =>
		all(name).sort((a, b) => rank(a, types) - rank(b, types))[0];
	const address = best('ADR', 'HOME');
	const language = best('LANG');
	return [
		nameOf(card),
		oneLine(unescaped(best('EMAIL')?.value ?? '')).replace(/^mailto:/i, ''),
		oneLine(unescaped(best('TEL', 'CELL', 'HOME', 'VOICE')?.value ?? '')).replace(/^tel:/i, ''),
		address ? addressOf(parts(address.value)) : '',
		language ? oneLine(unescaped(language.value)) : ''
	];
}

/** Lower is better: marked as preferred (3.0: a type; 4.0: a number from 1 to 100), then the types in their order. */
function rank({ params }: Property, types: string[]): number {
	const preferred = Number(params.get('PREF')?.[0] ?? (params.get('TYPE')?.includes('PREF') ? 1 : 101));
	const kind = types.findIndex((type) => params.get('TYPE')?.includes(type));
	return (preferred || 101) * 10 + (kind === -1 ? types.length : kind);
}

function nameOf(card: Property[]): string {
	const value = (name: string) =>
		card.find((property) => property.name === name && property.value.trim())?.value ?? '';
	const formatted = oneLine(unescaped(value('FN')));
	if (formatted) return formatted;
	const [family = '', given = '', additional = '', prefix = '', suffix = ''] = parts(value('N'));
	const structured = oneLine([prefix, given, additional, family, suffix].filter(Boolean).join(' '));
	return structured || oneLine(parts(value('ORG'))[0] ?? '') || oneLine(unescaped(value('NICKNAME')));
}

/** Post-office box, extended, street, locality, region, code, country; as lines. */
function addressOf([
	box = '',
	extended = '',
	street = '',
	locality = '',
	region = '',
	code = '',
	country = ''
]: string[]): string {
	const town = oneLine([code, locality].filter(Boolean).join(' '));
	return [box, extended, street, town, region, country].filter(Boolean).join('\n');
}
