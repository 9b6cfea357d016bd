/** Links whose last part is a secret: `path`, then `length` base64url characters. */
export type SecretLinks = {
	/** Such as `/c/`; one letter between slashes. */
	letter: string;
	/** Characters of the secret. */
	length: number;
	/** Host with port that the links begin with, for redirectors that write slashes in a way of their own. */
	host: string;
};

/** What a line break inside of a link looks like: quoted-printable's, a quotation's, or just one. */
const BREAK = '(?: ?=?\\r?\\n[> \\t]*)?';
/** A slash as it is, in JSON, in a URL within a URL (however often), in quoted-printable, in HTML. */
const SLASH = '(?:/|\\\\/|%(?:25)*2[Ff]|=2[Ff]|&#47;|&#x2[Ff];|&sol;)';
const CHARACTER =
	'(?:[A-Za-z0-9_-]|%(?:25)*[2-7][0-9A-Fa-f]|=[2-7][0-9A-Fa-f]|&#[0-9]{2,3};|&#x[0-9A-Fa-f]{2};)';

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');

function patterns({ letter, length, host }: SecretLinks): RegExp[] {
	const code = letter.charCodeAt(0).toString(16);
	const named = `(?:${letter}|%(?:25)*${code}|=${code})`;
	// urldefense.proofpoint.com, version 2: `-` before hexadecimal, `_` for a slash.
	const proofpoint = escaped(host).replaceAll('\\-', '-2[Dd]').replaceAll(':', '-3[Aa]');
	return [
		new RegExp(
			`(${SLASH}${BREAK}${named}${BREAK}${SLASH})((?:${BREAK}${CHARACTER}){${length}})(?![A-Za-z0-9_-]{${length}})`,
			'g'
		),
		new RegExp(`(${proofpoint}_${letter}_)((?:${BREAK}(?:[A-Za-z0-9]|-2[Dd]|-5[Ff])){${length}})`, 'g')
	];
}

const BLANK = 'x';
const blanked = (secret: string) =>
	secret.replace(/( ?=?\r?\n[> \t]*)|[^]/g, (_, lineBreak?: string) => lineBreak ?? BLANK);

/** Where a secret stands in a text. */
type Place = { start: number; secret: string };

/** Characters in which an address begins; without a sign of one, what looks like a path is a piece of base64. */
const ADDRESS = 120;

function* secretsIn(text: string, links: SecretLinks): Generator<Place> {
	for (const pattern of patterns(links))
		for (const { index, 1: before = '', 2: secret = '' } of text.matchAll(pattern))
			if (/[.:%&]/.test(text.slice(Math.max(0, index - ADDRESS), index) + before))
				yield { start: index + before.length, secret };
}

/**
 * The text with every such link's secret replaced by as many `x`, however the link is written: plainly, URL-encoded in a
 * redirector's address, in HTML or JSON, in quoted-printable, broken over lines. The text keeps its length.
 */
export function hideInText(text: string, links: SecretLinks): string {
	const places = [...secretsIn(text, links)].sort((one, other) => one.start - other.start);
	const pieces: string[] = [];
	let done = 0;
	for (const { start, secret } of places) {
		if (start < done) continue;
		pieces.push(text.slice(done, start), blanked(secret));
		done = start + secret.length;
	}
	return pieces.join('') + text.slice(done);
}

/** base64 within base64 that is still looked into, such as a mail attached to a mail. */
const DEPTH = 3;

/**
 * The same in bytes, a whole mail or a file: also inside of base64 and UTF-16. Changes `bytes` and answers how many secrets it
 * hid. What is compressed or encrypted keeps them.
 */
export function hideInBytes(bytes: Buffer, links: SecretLinks, depth = 0): number {
	const blocks = depth < DEPTH ? [...base64Blocks(bytes)] : [];
	// Within base64, what looks like a link is chance, and changing it would damage a file.
	const inBlock = (start: number, end: number) => {
		const block = lastBefore(blocks, start);
		return block !== null && end <= block.end;
	};
	let hidden = hideWide(bytes, links);
	for (const { start, secret } of secretsIn(bytes.toString('latin1'), links)) {
		if (inBlock(start, start + secret.length)) continue;
		bytes.write(blanked(secret), start, 'latin1');
		hidden++;
	}
	for (const { start, end } of blocks) hidden += hideInBlock(bytes.subarray(start, end), links, depth);
	return hidden;
}

/** The last of the blocks, which are in order, that begins at `start` or before. */
function lastBefore(blocks: Block[], start: number): Block | null {
	let [low, high] = [0, blocks.length];
	while (low < high) {
		const middle = (low + high) >> 1;
		if ((blocks[middle]?.start ?? 0) <= start) low = middle + 1;
		else high = middle;
	}
	return blocks[low - 1] ?? null;
}

const isSecretCharacter = (code: number) => /[A-Za-z0-9_-]/.test(String.fromCharCode(code));

/** UTF-16 of either order: the same bytes, a zero between each two. */
function hideWide(bytes: Buffer, { letter, length }: SecretLinks): number {
	const start = Buffer.from(`/\0${letter}\0/\0`, 'latin1');
	let hidden = 0;
	for (let at = bytes.indexOf(start); at >= 0; at = bytes.indexOf(start, at + start.length)) {
		const first = at + start.length;
		for (let n = 0; n < length; n++) {
			const code = bytes[first + 2 * n];
			if (code === undefined || !isSecretCharacter(code)) break;
			bytes[first + 2 * n] = BLANK.charCodeAt(0);
			if (n === length - 1) hidden++;
		}
	}
	return hidden;
}

const ALPHABET = new Uint8Array(256);
for (const sign of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
	ALPHABET[sign.charCodeAt(0)] = 1;
const [LF, CR, PAD] = [10, 13, 61];
/** A secret with its path, as base64, is longer than this. */
const SHORTEST_BLOCK = 40;

type Block = { start: number; end: number };

/** Runs of lines that are base64 from end to end. */
function* base64Blocks(bytes: Buffer): Generator<Block> {
	let start = 0;
	let line = 0;
	let clean = true;
	for (let at = 0; at <= bytes.length; at++) {
		const code = at < bytes.length ? (bytes[at] ?? LF) : LF;
		if (code === LF) {
			const empty = at === line || (at === line + 1 && bytes[line] === CR);
			if (!clean || empty) {
				if (line - start >= SHORTEST_BLOCK) yield { start, end: line };
				start = at + 1;
			}
			line = at + 1;
			clean = true;
		} else if (ALPHABET[code] === 0 && code !== CR && code !== PAD) clean = false;
	}
	if (bytes.length - start >= SHORTEST_BLOCK) yield { start, end: bytes.length };
}

function hideInBlock(block: Buffer, links: SecretLinks, depth: number): number {
	const decoded = Buffer.from(block.toString('latin1'), 'base64');
	const hidden = hideInBytes(decoded, links, depth + 1);
	if (hidden === 0) return 0;
	const again = decoded.toString('base64');
	let next = 0;
	for (let at = 0; at < block.length; at++) {
		const code = block[at] ?? 0;
		if (ALPHABET[code] === 1) block[at] = again.charCodeAt(next++);
	}
	return hidden;
}
