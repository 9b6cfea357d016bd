import type { Dir } from 'node:fs';
import { opendir, stat, unlink, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { full, unavailable } from './errors.ts';

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** Gives a file system's error one of our names; its path stays out of the message, which may reach a log. */
export async function named<T>(work: Promise<T>): Promise<T> {
	try {
		return await work;
	} catch (error) {
		const code = codeOf(error);
		if (!(error instanceof Error) || !('syscall' in error)) throw error;
		if (code === 'ENOSPC' || code === 'EDQUOT')
			throw full(`The disk has no room for the file (${code}).`, error);
		throw unavailable(`The folder of stored files can not be used (${code}).`, error);
	}
}

/** null for a file that is not there. */
export async function orNull<T>(work: Promise<T>): Promise<T | null> {
	try {
		return await work;
	} catch (error) {
		if (codeOf(error) === 'ENOENT') return null;
		throw error;
	}
}

/** Writes all of a chunk at the file's position. */
export async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
	let written = 0;
	while (written < chunk.byteLength) written += (await named(file.write(chunk, written))).bytesWritten;
}

/** Removes a file and tells whether there was one. */
export async function remove(path: string): Promise<boolean> {
	return (await named(orNull(unlink(path).then(() => true)))) ?? false;
}

/** What a folder holds; nothing when there is no such folder. */
export async function entries(path: string): Promise<Dir | []> {
	return (await named(orNull(opendir(path)))) ?? [];
}

/** Removes the files of a folder that nobody wrote to for `olderThan` milliseconds; how many. */
export async function sweepFolder(path: string, olderThan: number): Promise<number> {
	let removed = 0;
	for await (const entry of await entries(path)) {
		const file = join(path, entry.name);
		const found = await named(orNull(stat(file)));
		if (found && Date.now() - found.mtimeMs >= olderThan && (await remove(file))) removed += 1;
	}
	return removed;
}
