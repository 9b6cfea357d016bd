import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { pack, type Pack } from 'tar-stream';
import { Checksums, MANIFEST, manifestText } from './checksums.ts';

/** A file of the archive. `content` has exactly `size` bytes. */
export type Entry = {
	name: string;
	size: number;
	content: AsyncIterable<Uint8Array>;
	/** Told the SHA-256 of what was written, in hexadecimal. */ written?(sha256: string): void;
};

/** A small entry whose bytes are there already. */
export const entryOf = (name: string, bytes: Buffer): Entry => ({
	name,
	size: bytes.length,
	content: (async function* () {
		if (bytes.length > 0) yield bytes;
	})()
});

/**
 * A tar archive of `entries`, with their checksums among them and a manifest at its end that holds what the generator returns. Nothing
 * is read before it can be written, and memory stays flat.
 */
export async function* writeArchive(entries: AsyncGenerator<Entry, unknown>): AsyncGenerator<Uint8Array> {
	const tar = pack();
	const written = writeAll(tar, entries).catch((error: unknown) => {
		tar.destroy(error instanceof Error ? error : new Error(String(error)));
		throw error;
	});
	// Met at the end; until then the stream's own failure tells.
	written.catch(() => undefined);
	try {
		yield* tar as AsyncIterable<Uint8Array>;
		await written;
	} catch (error) {
		// Of the two, the cause.
		await written;
		throw error;
	} finally {
		tar.destroy();
		await written.catch(() => undefined);
	}
}

async function writeAll(tar: Pack, entries: AsyncGenerator<Entry, unknown>): Promise<void> {
	const sums = new Checksums();
	const listDue = async (): Promise<void> => {
		const { name, text } = sums.list();
		await writeEntry(tar, entryOf(name, Buffer.from(text)));
	};
	try {
		for (;;) {
			const next = await entries.next();
			if (next.done) {
				if (!sums.empty) await listDue();
				const { entries: count, bytes } = sums;
				const manifest = { entries: count, bytes, sha256: sums.digest(), facts: next.value };
				await writeEntry(tar, entryOf(MANIFEST, Buffer.from(manifestText(manifest))));
				tar.finalize();
				return;
			}
			const sha256 = await writeEntry(tar, next.value);
			next.value.written?.(sha256);
			sums.add(next.value.name, next.value.size, sha256);
			if (sums.due) await listDue();
		}
	} finally {
		await entries.return(undefined);
	}
}

/** Writes an entry and answers its SHA-256 in hexadecimal. */
async function writeEntry(tar: Pack, { name, size, content }: Entry): Promise<string> {
	const hash = createHash('sha256');
	let settle = (_error?: Error | null): void => undefined;
	const done = new Promise<void>((resolve, reject) => {
		settle = (error) => (error ? reject(error) : resolve());
	});
	// Met below, unless the content fails first.
	done.catch(() => undefined);
	const sink = tar.entry({ name, size, mode: 0o600 }, (error) => settle(error));
	for await (const chunk of content) {
		hash.update(chunk);
		if (!sink.write(chunk)) await Promise.race([once(sink, 'drain'), done]);
	}
	sink.end(undefined);
	await done;
	return hash.digest('hex');
}
