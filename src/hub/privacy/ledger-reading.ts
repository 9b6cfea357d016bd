import { readFile, stat } from 'node:fs/promises';
import { isErrno } from '#platform/errno.ts';
import { readWhole, type Storage } from '#platform/storage/storage.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { LEDGER_COPY } from './ledger.ts';
import { isBeginningOf, knownBy, readLine, saysWhose, type LedgerLine } from './ledger-line.ts';

/** Of a line's copy, in bytes: more than 300,000 mails of one customer. */
const LONGEST = 16 * 1024 * 1024;

/** What the ledger says, of all the places where it was found; each customer once. */
export type Ledger = {
	lines: LedgerLine[];
	/** Files of it that are there, empty ones too. */
	files: string[];
	/** Of whom there is a copy in storage that can be read. */
	copied: Set<string>;
	/** Places of lines that cannot be read and are nowhere else. One that a crash cut off is not among them when it was written again. */
	unreadable: string[];
	/** Places before which a line is missing that is nowhere else. What is missing at a file's end leaves no trace in it. */
	missing: string[];
};

/** The file that is named as the ledger is none, or may not be read; its message is a sentence for a person. */
export class LedgerFault extends Error {}

/** Reads the ledger from files, as far as they exist, and from its copy in storage, if that is given. Throws LedgerFault, StorageUnavailable. */
export async function readLedger(paths: string[], storage: Storage | null): Promise<Ledger> {
	const found = new Map<string, LedgerLine>();
	const known = new Set<string>();
	const ledger: Ledger = { lines: [], files: [], copied: new Set(), unreadable: [], missing: [] };
	const take = (text: string): boolean => {
		const read = readLine(text);
		if (!read) return false;
		known.add(knownBy(text));
		const { customer } = read.line;
		found.set(customer, together(found.get(customer), read.line));
		return true;
	};
	const texts: { path: string; lines: string[] }[] = [];
	for (const path of new Set(paths)) {
		const text = await textOf(path);
		if (text === null) continue;
		ledger.files.push(path);
		const lines = text.split('\n').filter(Boolean);
		lines.forEach(take);
		texts.push({ path, lines });
	}
	const damagedCopies: string[] = [];
	for await (const { key } of storage?.list(`${LEDGER_COPY}/`) ?? []) {
		const customer = key.slice(LEDGER_COPY.length + 1);
		const text = await copyAt(storage, key);
		// A line that was put under another's name leaves that one without hers.
		if (take(text) && readLine(text)?.line.customer === customer) ledger.copied.add(customer);
		else damagedCopies.push(customer);
	}
	for (const customer of damagedCopies)
		if (!found.has(customer)) ledger.unreadable.push(`${LEDGER_COPY}/${customer} in storage`);
	for (const { path, lines } of texts) lookOver(ledger, path, lines, known);
	return { ...ledger, lines: [...found.values()] };
}

/** Notes what a file of the ledger lacks that no other place of it has. */
function lookOver(
	{ unreadable, missing }: Pick<Ledger, 'unreadable' | 'missing'>,
	path: string,
	lines: string[],
	known: ReadonlySet<string>
): void {
	const all = new Set(lines.map(knownBy));
	const own = new Set(lines.filter((text) => readLine(text)).map(knownBy));
	lines.forEach((text, at) => {
		const read = readLine(text);
		const place = `line ${at + 1} of ${path}`;
		if (read) {
			const { after } = read;
			// What stands above and cannot be read is told as such.
			const told = at > 0 && !readLine(lines[at - 1] ?? '');
			if (after !== null && !known.has(after) && !all.has(after) && !told) missing.push(place);
			return;
		}
		const below = lines[at + 1];
		const stoodHere = below === undefined ? null : (readLine(below)?.after ?? null);
		// Two that were written at once by an earlier version stand below the same line, so one that is here is not the one that stood here.
		const elsewhere =
			known.has(knownBy(text)) || (stoodHere !== null && known.has(stoodHere) && !own.has(stoodHere));
		const cutByCrash = isBeginningOf(text, below) && (stoodHere === null || stoodHere === knownBy(text));
		// Those of others may have come between, before her erasure went on.
		const later = () => lines.slice(at + 1).some((one) => isBeginningOf(text, one) && readLine(one) !== null);
		if (!elsewhere && !cutByCrash && !(saysWhose(text) && later())) unreadable.push(place);
	});
}

/** What two lines about one customer say, as one. */
export function together(line: LedgerLine | undefined, other: LedgerLine): LedgerLine {
	if (!line) return other;
	const seen = new Set([...(line.seen ?? []), ...(other.seen ?? [])]);
	return { ...line, ...(seen.size > 0 && { seen: [...seen] }) };
}

/**
 * Where no ledger is at all, nobody can say whom a backup must not bring back. The app never writes a file without a line, so one
 * that is empty was emptied, or is none.
 */
export const isThere = ({ lines, unreadable }: Pick<Ledger, 'lines' | 'unreadable'>): boolean =>
	lines.length > 0 || unreadable.length > 0;

/** What is wrong with what can be read of it, in one sentence for a person; null: nothing that shows. */
export function damageOf({ unreadable, missing }: Pick<Ledger, 'unreadable' | 'missing'>): string | null {
	const some = (places: string[]) => places.slice(0, 3).join(', ') + (places.length > 3 ? ', …' : '');
	const lines = (count: number) => (count === 1 ? '1 line' : `${count} lines`);
	const said = [];
	if (unreadable.length) said.push(`${lines(unreadable.length)} of it cannot be read (${some(unreadable)})`);
	if (missing.length) said.push(`${lines(missing.length)} or more are missing (before ${some(missing)})`);
	return said.length ? `The ledger of erasures is damaged: ${said.join(', and ')}.` : null;
}

async function copyAt(storage: Storage | null, key: string): Promise<string> {
	try {
		return storage ? (await readWhole(storage, key, LONGEST)).toString().trim() : '';
	} catch (error) {
		if (isStorageError(error, 'TooLarge')) return '';
		throw error;
	}
}

/** null: there is none. Looked at before it is opened: a pipe would keep whoever reads it for ever. */
async function textOf(path: string): Promise<string | null> {
	try {
		if ((await stat(path)).isFile()) return await readFile(path, 'utf8');
	} catch (error) {
		if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
		if (!(error instanceof Error && 'code' in error)) throw error;
		throw new LedgerFault(`The ledger of erasures ${path} cannot be read (${error.message}).`, {
			cause: error
		});
	}
	throw new LedgerFault(`The ledger of erasures ${path} is no file.`);
}
