import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isErrno } from '#platform/errno.ts';
import { readWhole, type Storage } from '#platform/storage/storage.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { LEDGER_COPY, type LedgerLine } from './ledger.ts';

const line = z.object({
	v: z.literal(1),
	org: z.uuid(),
	customer: z.string().regex(/^[0-9a-f]{64}$/),
	erasedAt: z.iso.datetime(),
	seen: z.array(z.string().regex(/^[A-Za-z0-9_-]{43}$/)).optional()
});

/** Of a line's copy, in bytes: more than 300,000 mails of one customer. */
const LONGEST = 16 * 1024 * 1024;

/** What the ledger says, of all the places where it was found; each customer once. */
export type Ledger = {
	lines: LedgerLine[];
	/** Files of it that are there, empty ones too. */
	files: string[];
	/** Of whom there is a copy in storage. */
	copied: Set<string>;
	/** Lines that cannot be read, such as one that a crash cut off. */
	unreadable: number;
};

/** Reads the ledger from files, as far as they exist, and from its copy in storage, if that is given. Throws where one exists and cannot be read. */
export async function readLedger(paths: string[], storage: Storage | null): Promise<Ledger> {
	const found = new Map<string, LedgerLine>();
	const ledger: Ledger = { lines: [], files: [], copied: new Set(), unreadable: 0 };
	const take = (text: string): void => {
		const parsed = line.safeParse(asJson(text));
		if (!parsed.success) ledger.unreadable += 1;
		else found.set(parsed.data.customer, together(found.get(parsed.data.customer), parsed.data));
	};
	for (const path of new Set(paths)) {
		const text = await textOf(path);
		if (text === null) continue;
		ledger.files.push(path);
		text.split('\n').filter(Boolean).forEach(take);
	}
	for await (const { key } of storage?.list(`${LEDGER_COPY}/`) ?? []) {
		ledger.copied.add(key.slice(LEDGER_COPY.length + 1));
		take(await copyAt(storage, key));
	}
	return { ...ledger, lines: [...found.values()] };
}

/** What two lines about one customer say, as one. */
export function together(line: LedgerLine | undefined, other: LedgerLine): LedgerLine {
	if (!line) return other;
	const seen = new Set([...(line.seen ?? []), ...(other.seen ?? [])]);
	return { ...line, ...(seen.size > 0 && { seen: [...seen] }) };
}

/** Where no ledger is at all, nobody can say whom a backup must not bring back. */
export const isThere = (ledger: Ledger): boolean => ledger.files.length > 0 || ledger.copied.size > 0;

async function copyAt(storage: Storage | null, key: string): Promise<string> {
	try {
		return storage ? (await readWhole(storage, key, LONGEST)).toString().trim() : '';
	} catch (error) {
		if (isStorageError(error, 'TooLarge')) return '';
		throw error;
	}
}

async function textOf(path: string): Promise<string | null> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
		throw error;
	}
}

function asJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		if (error instanceof SyntaxError) return null;
		throw error;
	}
}
