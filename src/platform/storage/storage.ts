import type { Readable } from 'node:stream';
import { missing, tooLarge } from './errors.ts';

export type PutOptions = {
	/** Most bytes to take; one more is TooLarge. Without it there is no cap. */
	limit?: number;
	/** Aborting stops the put, which then keeps nothing and throws the signal's reason. */
	signal?: AbortSignal;
	/** The key may already have an object, which then outlives a put that fails. Otherwise a failed put leaves nothing. */
	replace?: boolean;
};

/** `sha256` is in lower-case hexadecimal, of exactly the bytes that were kept. */
export type Stored = { size: number; sha256: string };

/** Positions of the first and the last byte wanted, both counted from 0; no `end` is up to the last. */
export type Range = { start: number; end?: number };

/** `size` is that of the whole object, `start` and `end` (inclusive; -1 when empty) what `stream` holds of it. */
export type Retrieved = { stream: Readable; size: number; start: number; end: number };

export type ObjectInfo = { key: string; size: number; modifiedAt: Date };

export type DownloadAs = { filename: string; type: string };

/**
 * Where the bytes of files live (ARCHITECTURE, "Files"). Keys come from `newKey`. Every method may throw
 * StorageUnavailable; a key that is not one is InvalidKey.
 */
export interface Storage {
	readonly kind: 'local' | 's3';
	/**
	 * Keeps a stream under a key, whole or not at all. Memory stays flat. The bytes are
	 * on disk, or acknowledged by the store, when this resolves. Throws TooLarge, StorageFull, or whatever `source` throws.
	 */
	put(key: string, source: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<Stored>;
	/** null when there is none. Consume or destroy the stream. Throws RangeNotSatisfiable. */
	get(key: string, range?: Range): Promise<Retrieved | null>;
	/** null when there is none. */
	stat(key: string): Promise<ObjectInfo | null>;
	/** Gone when this resolves; nothing happens when there was none. */
	delete(key: string): Promise<void>;
	/** All objects whose key begins with `prefix`, in no promised order. */
	list(prefix?: string): AsyncIterable<ObjectInfo>;
	/**
	 * What is wrong, in sentences for the operator; empty when all is well. Answers within seconds. `write` also keeps,
	 * reads and deletes a probe.
	 */
	check(options?: { write?: boolean }): Promise<string[]>;
	/** Removes what crashed puts left unfinished for longer than `olderThan` milliseconds; how many. */
	sweep(olderThan: number): Promise<number>;
	/** The store's own URL to download from, valid for `seconds` (1 to 5), or null when the store has none. */
	presign(key: string, seconds: number, as: DownloadAs): Promise<string | null>;
}

/** The whole object in memory, for small things such as thumbnails. Throws Missing, or TooLarge over `limit` bytes. */
export async function readWhole(storage: Storage, key: string, limit: number): Promise<Buffer> {
	const found = await storage.get(key);
	if (found === null) throw missing(key);
	if (found.size > limit) {
		found.stream.destroy();
		throw tooLarge(limit);
	}
	const chunks: Buffer[] = [];
	for await (const chunk of found.stream) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}
