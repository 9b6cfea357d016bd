import { createHash } from 'node:crypto';
import type { Instance } from '#platform/instance.ts';

type Kept = { id: string; key: string; sha256: Buffer };

/** A file's bytes, to be read once; `isWhole` tells after they were read whether they are those that were kept. */
export type StoredBytes = { bytes: AsyncGenerator<Uint8Array>; isWhole: () => boolean };

/**
 * The bytes of a file for an archive. It is asked for at its turn, and `isThere` before and after: what the business deletes
 * meanwhile is not given out any more (S5), and what is lost is told from what was deleted. A store that breaks off throws while they
 * are read.
 */
export async function bytesOf(
	{ storage, log }: Pick<Instance, 'storage' | 'log'>,
	file: Kept,
	isThere: () => Promise<boolean>
): Promise<StoredBytes | 'deleted' | 'missing'> {
	if (!(await isThere())) return 'deleted';
	const stored = await storage.get(file.key);
	if (stored) return checked(stored.stream, file, log);
	if (!(await isThere())) return 'deleted';
	log.warn('a file has no object', { file: file.id });
	return 'missing';
}

function checked(source: AsyncIterable<Uint8Array>, file: Kept, log: Instance['log']): StoredBytes {
	let whole = false;
	async function* bytes() {
		const hash = createHash('sha256');
		for await (const chunk of source) {
			hash.update(chunk);
			yield chunk;
		}
		whole = hash.digest().equals(file.sha256);
		if (!whole) log.warn('the bytes of a file are not those that were kept', { file: file.id });
	}
	return { bytes: bytes(), isWhole: () => whole };
}
