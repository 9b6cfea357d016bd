import { createHash, type Hash } from 'node:crypto';
import { text } from 'node:stream/consumers';
import { extract, type Extract, type ExtractEvents } from 'tar-stream';
import { Checksums, CHECKSUMS, MANIFEST, readManifest, type Manifest } from './checksums.ts';
import { ArchiveError, damaged } from './errors.ts';
import type { Entry } from './write.ts';

type Source = ExtractEvents['entry'][1];
const bytesOf = (entry: Source): AsyncIterable<Buffer> => entry as AsyncIterable<Buffer>;

/**
 * The entries of an archive that `writeArchive` made, one after the other; each has to be read before the next is asked for, and what
 * is left of it is skipped. Returns the writer's own facts once every checksum and the manifest were found to be right. Throws Damaged
 * where a byte is missing or another, which may be later than that byte was handed out: keep nothing before the end.
 */
export async function* readArchive(source: AsyncIterable<Uint8Array>): AsyncGenerator<Entry, unknown> {
	const tar = extract();
	const fed = feed(source, tar);
	const sums = new Checksums();
	let manifest: Manifest | null = null;
	try {
		for await (const entry of tar as AsyncIterable<Source>) {
			if (manifest) throw damaged('something follows its end');
			const { name } = entry.header;
			if (name === MANIFEST) manifest = compared(sums, await text(bytesOf(entry)));
			else if (name.startsWith(CHECKSUMS)) compare(sums, name, await text(bytesOf(entry)));
			else yield* one(entry, entry.header, sums, fed);
		}
	} catch (error) {
		throw await reason(error, fed);
	} finally {
		tar.destroy();
	}
	const failure = await fed;
	if (failure) throw failure;
	if (!manifest) throw damaged('its end is missing');
	return manifest.facts;
}

async function* one(
	entry: Source,
	{ name, size }: { name: string; size: number },
	sums: Checksums,
	fed: Promise<unknown>
): AsyncGenerator<Entry> {
	const hash = createHash('sha256');
	const content = hashed(entry, hash, fed);
	// Whoever stops in the middle of it closes nothing: what is left is read below, to know whether it is whole.
	yield { name, size, content: { [Symbol.asyncIterator]: () => ({ next: () => content.next() }) } };
	for await (const rest of content) void rest;
	sums.add(name, size, hash.digest('hex'));
}

async function* hashed(entry: Source, hash: Hash, fed: Promise<unknown>): AsyncGenerator<Uint8Array> {
	try {
		for await (const chunk of bytesOf(entry)) {
			hash.update(chunk);
			yield chunk;
		}
	} catch (error) {
		throw await reason(error, fed);
	}
}

/** Resolves with what stopped the source before its end; null: nothing did. */
async function feed(source: AsyncIterable<Uint8Array>, tar: Extract): Promise<unknown> {
	try {
		for await (const chunk of source) {
			if (tar.destroyed) return null;
			if (!tar.write(chunk)) await drained(tar);
		}
		tar.end(undefined);
		return null;
	} catch (error) {
		tar.destroy(error instanceof Error ? error : new Error(String(error)));
		return error;
	}
}

/** Resolves once more can be written, or nothing can ever again. */
function drained(tar: Extract): Promise<void> {
	return new Promise((resolve) => {
		const settle = (): void => {
			for (const event of ['drain', 'close'] as const) tar.off(event, settle);
			resolve();
		};
		for (const event of ['drain', 'close'] as const) tar.on(event, settle);
	});
}

function compare(sums: Checksums, name: string, found: string): void {
	const expected = sums.list();
	if (name !== expected.name || found !== expected.text) throw damaged(`its checksums differ (${name})`);
}

function compared(sums: Checksums, found: string): Manifest {
	const { entries, bytes } = sums;
	const manifest = readManifest(found);
	if (
		!sums.empty ||
		!manifest ||
		manifest.entries !== entries ||
		manifest.bytes !== bytes ||
		manifest.sha256 !== sums.digest()
	)
		throw damaged('its manifest does not fit its entries');
	return manifest;
}

/** What feeds the reader knows why it failed: a wrong passphrase, a disk that cannot be read. All else is the bytes' own fault. */
async function reason(error: unknown, fed: Promise<unknown>): Promise<unknown> {
	if (error instanceof ArchiveError) return error;
	return (await fed) ?? damaged(error instanceof Error ? error.message : String(error), error);
}
