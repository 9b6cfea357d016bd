import { createInterface } from 'node:readline';
import type { Entry } from '#platform/archive/write.ts';
import { entryOf } from '#platform/archive/write.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { spool, type Spooled } from '#platform/storage/spool.ts';
import type { Retrieved, Storage } from '#platform/storage/storage.ts';
import { ahead } from './ahead.ts';
import { ABSENT, OBJECTS } from './format.ts';
import type { Wanted } from './snapshot-sql.ts';

const BEFOREHAND = 8;
const TRIES = 5;

/** Writes down which objects are wanted, in a file without a name, so that the snapshot need not stay open while they are copied. */
export async function takeDown(folder: string, wanted: AsyncIterable<Wanted>): Promise<Spooled> {
	async function* lines(): AsyncGenerator<Buffer> {
		for await (const { key, size, sha256 } of wanted) yield Buffer.from(`${key} ${size} ${sha256}\n`);
	}
	return spool(folder, lines(), {});
}

async function* readBack(list: Spooled): AsyncGenerator<Wanted> {
	for await (const line of createInterface({ input: list.open(), crlfDelay: Infinity })) {
		const [key = '', size, sha256 = ''] = line.split(' ');
		yield { key, size: Number(size), sha256 };
	}
}

/** What became of the objects. `keys` names those that an operator should look for, a thousand at most. */
export type Copied = {
	objects: number;
	objectBytes: number;
	removed: number;
	lost: number;
	damaged: number;
	keys: { lost: string[]; damaged: string[] };
};

export const nothingCopied = (): Copied => ({
	objects: 0,
	objectBytes: 0,
	removed: 0,
	lost: 0,
	damaged: 0,
	keys: { lost: [], damaged: [] }
});

const NAMED = 1000;

/**
 * The objects of the list as entries, counted in `copied`. One that is gone leaves an empty entry that says so: `removed` when
 * somebody deleted it since the snapshot (`isStored` answers no), `lost` when it should be there.
 */
export async function* objectEntries(
	storage: Storage,
	list: Spooled,
	copied: Copied,
	isStored: (key: string) => Promise<boolean>
): AsyncGenerator<Entry> {
	const note = (kind: 'lost' | 'damaged', key: string): void => {
		copied[kind] += 1;
		if (copied.keys[kind].length < NAMED) copied.keys[kind].push(key);
	};
	const look = async (wanted: Wanted) => ({ wanted, found: await storage.get(wanted.key) });
	for await (const { wanted, found } of ahead(readBack(list), BEFOREHAND, look, (it) =>
		it.found?.stream.destroy()
	)) {
		const { key } = wanted;
		if (!found) {
			const why = (await isStored(key)) ? 'lost' : 'removed';
			if (why === 'lost') note('lost', key);
			else copied.removed += 1;
			yield entryOf(ABSENT[why] + key, Buffer.alloc(0));
			continue;
		}
		copied.objects += 1;
		copied.objectBytes += found.size;
		yield {
			name: OBJECTS + key,
			size: found.size,
			content: patiently(storage, key, found),
			written: (sha256) => sha256 !== wanted.sha256 && note('damaged', key)
		};
	}
}

/** The bytes, read on from where the store broke off. */
async function* patiently(storage: Storage, key: string, found: Retrieved): AsyncGenerator<Uint8Array> {
	let { stream } = found;
	let at = 0;
	for (let tries = 1; ; tries += 1) {
		try {
			for await (const chunk of stream as AsyncIterable<Buffer>) {
				yield chunk;
				at += chunk.length;
			}
			return;
		} catch (error) {
			if (!isStorageError(error, 'StorageUnavailable') || tries === TRIES) throw error;
			const rest = await storage.get(key, { start: at });
			if (!rest) throw error;
			({ stream } = rest);
		}
	}
}
