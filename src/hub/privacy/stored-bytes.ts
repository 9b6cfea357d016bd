import { createHash } from 'node:crypto';
import type { Instance } from '#platform/instance.ts';

type Kept = { id: string; key: string; sha256: Buffer };

/**
 * The bytes of a file for an archive. It is asked for at its turn, and `isThere` before and after: what the business deletes
 * meanwhile is not given out any more (S5), and what is lost is told from what was deleted.
 */
export async function bytesOf(
	{ storage, log }: Pick<Instance, 'storage' | 'log'>,
	file: Kept,
	isThere: () => Promise<boolean>
): Promise<AsyncGenerator<Uint8Array> | 'deleted' | 'missing'> {
	if (!(await isThere())) return 'deleted';
	const stored = await storage.get(file.key);
	if (stored) return checked(stored.stream, file);
	if (!(await isThere())) return 'deleted';
	log.warn('a file has no object', { file: file.id });
	return 'missing';
}

/** Throws at the end when these are not the bytes that were kept, so that no damaged archive looks whole. */
async function* checked(bytes: AsyncIterable<Uint8Array>, file: Kept): AsyncGenerator<Uint8Array> {
	const hash = createHash('sha256');
	for await (const chunk of bytes) {
		hash.update(chunk);
		yield chunk;
	}
	if (!hash.digest().equals(file.sha256)) throw new DamagedFile(file.id);
}

/** The log names the file by its id, which says nothing of its owner. */
class DamagedFile extends Error {
	constructor(id: string) {
		super(`The stored bytes of file ${id} are not those that were kept.`);
		this.name = 'DamagedFile';
	}
}
