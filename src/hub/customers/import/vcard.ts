import { setImmediate as turn } from 'node:timers/promises';
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
/** Characters of a value; what a customer can have is far shorter. */
const LONGEST_VALUE = 10_000;
/** Properties of one card that are looked at; an honest one has a dozen of these. */
const MOST_PROPERTIES = 200;
/** Lines read before other requests get their turn. */
const AT_ONCE = 1000;

/** What is read of a card. */
const known = new Set(['BEGIN', 'END', 'FN', 'N', 'ORG', 'NICKNAME', 'EMAIL', 'TEL', 'ADR', 'LANG']);

type Property = { name: string; params: Map<string, string[]>; value: string };

/** Throws `invalid` when there is no card, one has no end, or there are too many. */
export async function readVcards(text: string): Promise<Sheet> {
	const rows: Sheet['rows'] = [];
	for await (const card of cards(text)) rows.push({ number: rows.length + 1, cells: cellsOf(card) });
	if (!rows.length)
		throw invalid({ file: 'There is no card in this file.' }, 'There is no card in this file.');
	return { kind: 'vcard', rows };
}

export const isVcard = (text: string) => /^\ufeff?\s*BEGIN:VCARD\s*$/im.test(text.slice(0, 1000));

async function* cards(text: string): AsyncGenerator<Property[]> {
	let card: Property[] = [];
	let depth = 0;
	let count = 0;
	let lines = 0;
	for (const line of logicalLines(text)) {
		if ((lines += 1) % AT_ONCE === 0) await turn();
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
		} else if (depth === 1 && card.length < MOST_PROPERTIES) card.push(property);
	}
	if (depth > 0) {
		const sentence = `Card ${count + 1} has no end: the file was cut off on its way. Please export it again.`;
		throw invalid({ file: sentence }, sentence);
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
	const [, given = '', list = '', value = ''] = match;
	const name = given.toUpperCase();
	if (!known.has(name) || list.length > LONGEST_PARAMS) return null;
	const params = new Map<string, string[]>();
	for (const [, text = ''] of list.matchAll(/;((?:"[^"]*"|[^";])*)/g)) {
		// Version 2.1 leaves the name out: `TEL;CELL` is `TEL;TYPE=CELL`.
		const [, key = 'TYPE', said = ''] = /^(?:([\w-]+)=)?(.*)$/s.exec(text) ?? [];
		const values = said.split(',').map((one) => one.replaceAll('"', '').trim().toUpperCase());
		params.set(key.toUpperCase(), [...(params.get(key.toUpperCase()) ?? []), ...values]);
	}
	return { name, params, value: decoded(value.slice(0, LONGEST_VALUE), params) };
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
