import type { Maintenance } from '#platform/database/maintenance.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { known, notKnown, notListed, takeDown } from './sql.ts';

export type ObjectsCheck = {
	/** Keys of rows without bytes. */
	missing: string[];
	/** Keys of bytes without a row. */
	orphans: string[];
};

/** More suspects than this and it is no race with the app at work but a wrong store or a lost folder: they count as they are. */
const SUSPECTS = 1000;
const AT_ONCE = 16;

/**
 * Compares what the database says is in storage with what is. The app may be at work meanwhile: whatever looks wrong is
 * looked at again before it counts. Memory stays flat. Throws StorageUnavailable.
 */
export async function checkObjects(maintenance: Maintenance, storage: Storage): Promise<ObjectsCheck> {
	const began = new Date();
	const suspects = await maintenance.transaction(async (tx) => {
		await takeDown(tx, documentKeys(storage));
		return { missing: await notListed(tx, began), orphans: await notKnown(tx) };
	});
	return {
		missing: await stillMissing(maintenance, storage, suspects.missing),
		orphans: await stillOrphans(maintenance, storage, suspects.orphans)
	};
}

/** Keys in a folder are the instance's own (probes, the ledger's copy): they have no row. */
async function* documentKeys(storage: Storage): AsyncGenerator<string> {
	for await (const { key } of storage.list()) if (!key.includes('/')) yield key;
}

async function stillMissing(maintenance: Maintenance, storage: Storage, keys: string[]): Promise<string[]> {
	if (keys.length === 0 || keys.length > SUSPECTS) return keys;
	const gone = await filter(keys, async (key) => (await storage.stat(key)) === null);
	const stored = await maintenance.transaction((tx) => known(tx, gone, ['stored']));
	return gone.filter((key) => stored.has(key));
}

async function stillOrphans(maintenance: Maintenance, storage: Storage, keys: string[]): Promise<string[]> {
	if (keys.length === 0 || keys.length > SUSPECTS) return keys;
	const there = await filter(keys, async (key) => (await storage.stat(key)) !== null);
	const rows = await maintenance.transaction((tx) => known(tx, there, ['arriving', 'stored', 'leaving']));
	return there.filter((key) => !rows.has(key));
}

async function filter(keys: string[], test: (key: string) => Promise<boolean>): Promise<string[]> {
	const kept: string[] = [];
	for (let at = 0; at < keys.length; at += AT_ONCE) {
		const some = keys.slice(at, at + AT_ONCE);
		const answers = await Promise.all(some.map(test));
		kept.push(...some.filter((_, index) => answers[index]));
	}
	return kept;
}
