import { text } from 'node:stream/consumers';
import { AGE_LINE } from '#platform/archive/age-header.ts';
import { decrypted } from '#platform/archive/age.ts';
import { ArchiveError, damaged } from '#platform/archive/errors.ts';
import { readArchive } from '#platform/archive/read.ts';
import type { Entry } from '#platform/archive/write.ts';
import { HEAD, headShape, KEY, type Head } from './format.ts';

/** An archive whose first entries were read. */
export type OpenArchive = {
	head: Head;
	/** The key of the instance it was made of, in text; null: it stayed out. */
	key: string | null;
	encrypted: boolean;
	/** All further entries; what it returns at the end is `Facts`. */
	entries: AsyncGenerator<Entry, unknown>;
	/** Lets go of the source. */
	close(): Promise<void>;
};

/** Opens an archive of `hub backup`. Throws ArchiveError: NeedsPassphrase, WrongPassphrase, Damaged, NotAnArchive. */
export async function openArchive(
	source: AsyncIterable<Uint8Array>,
	passphrase: string | null
): Promise<OpenArchive> {
	const { first, all } = await peeked(source);
	const encrypted = first.toString('latin1').startsWith(AGE_LINE);
	if (encrypted && passphrase === null)
		throw new ArchiveError(
			'NeedsPassphrase',
			'The archive is encrypted: give its passphrase with --passphrase-file, or as BACKUP_PASSPHRASE.'
		);
	if (!encrypted && !looksLikeTar(first)) throw notOurs();
	const entries = readArchive(encrypted && passphrase !== null ? decrypted(all, passphrase) : all);
	try {
		const head = headOf(asJson(await text((await mustBe(entries, HEAD)).content)));
		const key = head.withKey ? await text((await mustBe(entries, KEY)).content) : null;
		return { head, key, encrypted, entries, close: async () => void (await entries.return(undefined)) };
	} catch (error) {
		await entries.return(undefined);
		throw error;
	}
}

async function mustBe(entries: AsyncGenerator<Entry, unknown>, name: string): Promise<Entry> {
	const next = await entries.next();
	if (next.done || next.value.name !== name) throw notOurs();
	return next.value;
}

function asJson(head: string): unknown {
	try {
		return JSON.parse(head);
	} catch (error) {
		throw damaged('its first entry cannot be read', error);
	}
}

function headOf(found: unknown): Head {
	const format = typeof found === 'object' && found && 'format' in found ? found.format : null;
	if (typeof format === 'number' && format > 1)
		throw new ArchiveError(
			'NotAnArchive',
			'The archive was made by a newer version of the app (update first), or its beginning is damaged.'
		);
	const head = headShape.safeParse(found);
	if (!head.success) throw notOurs();
	return head.data;
}

const notOurs = (): ArchiveError =>
	new ArchiveError('NotAnArchive', 'The file is no archive of `hub backup`, or its beginning is damaged.');

const looksLikeTar = (first: Buffer): boolean => first.subarray(257, 262).toString('latin1') === 'ustar';
const ENOUGH = 512;

/** The first bytes, and all of them all the same. */
async function peeked(
	source: AsyncIterable<Uint8Array>
): Promise<{ first: Buffer; all: AsyncGenerator<Uint8Array> }> {
	const iterator = source[Symbol.asyncIterator]();
	let first = Buffer.alloc(0);
	while (first.length < ENOUGH) {
		const next = await iterator.next();
		if (next.done) break;
		first = Buffer.concat([first, next.value]);
	}
	async function* all(): AsyncGenerator<Uint8Array> {
		try {
			yield first;
			for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
		} finally {
			await iterator.return?.();
		}
	}
	return { first, all: all() };
}
