import { randomBytes } from 'node:crypto';
import { mkdir, open, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { consume } from './consume.ts';
import { named, writeAll } from './files.ts';
import type { PutOptions, Stored } from './storage.ts';

/** What stays in memory: thumbnails and small files never touch the disk. */
const IN_MEMORY = 256 * 1024;

/** Bytes whose length and hash are known, to be read as often as needed. `close` when done with them. */
export type Spooled = Stored & { open(): Readable; close(): Promise<void> };

/**
 * Takes a stream of unknown length down, in memory when small, otherwise in a file of `folder` that has no name, so that
 * the system takes it back however the process ends. Throws TooLarge, StorageFull, or whatever `source` throws.
 */
export async function spool(
	folder: string,
	source: AsyncIterable<Uint8Array>,
	options: PutOptions
): Promise<Spooled> {
	const chunks: Buffer[] = [];
	const spilled: { file: FileHandle | null } = { file: null };
	let kept = 0;
	const close = async (): Promise<void> => spilled.file?.close();
	try {
		const stored = await consume(source, options, async (chunk) => {
			kept += chunk.byteLength;
			if (spilled.file === null && kept > IN_MEMORY) {
				spilled.file = await nameless(folder);
				for (const early of chunks.splice(0)) await writeAll(spilled.file, early);
			}
			// A copy, since a small chunk may be a view on a large buffer that it would keep alive.
			if (spilled.file === null) chunks.push(Buffer.from(chunk));
			else await writeAll(spilled.file, chunk);
		});
		const { file } = spilled;
		const read = (): Readable => Readable.from(file ? readFrom(file) : chunks, { objectMode: false });
		return { ...stored, open: read, close };
	} catch (error) {
		await close();
		throw error;
	}
}

/** Node's own stream of a file handle closes it at its end, and this one is read again when a request is. */
async function* readFrom(file: FileHandle): AsyncGenerator<Buffer> {
	for (let position = 0; ;) {
		const { bytesRead, buffer } = await named(
			file.read(Buffer.allocUnsafe(IN_MEMORY), 0, IN_MEMORY, position)
		);
		if (bytesRead === 0) return;
		position += bytesRead;
		yield buffer.subarray(0, bytesRead);
	}
}

async function nameless(folder: string): Promise<FileHandle> {
	await named(mkdir(folder, { recursive: true, mode: 0o700 }));
	const path = join(folder, randomBytes(16).toString('hex'));
	const file = await named(open(path, 'wx+', 0o600));
	try {
		await named(unlink(path));
		return file;
	} catch (error) {
		await file.close();
		throw error;
	}
}
