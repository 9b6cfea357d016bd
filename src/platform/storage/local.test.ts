import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { describeStorage, keysOf } from '#support/storage-suite.ts';
import { streamOf } from '#support/streams.ts';
import { newKey } from './keys.ts';
import { LocalStorage } from './local.ts';
import { openStorage } from './open.ts';

const folders: string[] = [];
async function folder(): Promise<string> {
	const made = await mkdtemp(join(tmpdir(), 'hub-local-'));
	folders.push(made);
	return made;
}
afterAll(() => Promise.all(folders.map((path) => rm(path, { recursive: true, force: true }))));

/** A disk of one megabyte, where one may be mounted. */
const smallDisk = await (async () => {
	const path = await folder();
	const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path]);
	return status === 0 ? path : null;
})();
const noDisk = smallDisk === null ? ' (left out: no disk may be mounted here)' : '';
afterAll(() => smallDisk && spawnSync('umount', [smallDisk]));

describe('a local folder', () => {
	describeStorage(async () => {
		const root = join(await folder(), 'objects');
		const unfinished = async () => (await readdir(join(root, '.unfinished'))).length;
		return { storage: new LocalStorage(root), unfinished };
	});

	test('keeps files that nobody else on the machine may read', async () => {
		const dataDir = await folder();
		const storage = openStorage({ dataDir, storageUrl: null });
		await storage.put('thumbnails/abcdefgh', streamOf(Buffer.from('x')));
		const modes = [
			'objects',
			'objects/thumbnails',
			'objects/thumbnails/ab',
			'objects/thumbnails/ab/abcdefgh'
		];
		const found = await Promise.all(
			modes.map(async (path) => (await stat(join(dataDir, path))).mode & 0o777)
		);
		expect(found).toEqual([0o700, 0o700, 0o700, 0o600]);
	});

	test('sweeps up what a crash left, and nothing that is still being written', async () => {
		const root = await folder();
		const storage = new LocalStorage(root);
		const key = newKey();
		await storage.put(key, streamOf(Buffer.from('x')));
		const [old, young] = ['old', 'young'].map((name) => join(root, '.unfinished', name)) as [string, string];
		await writeFile(old, randomBytes(100));
		await writeFile(young, randomBytes(100));
		const hourAgo = Date.now() / 1000 - 3600;
		await utimes(old, hourAgo, hourAgo);
		expect(await storage.sweep(600_000)).toBe(1);
		expect(await readdir(join(root, '.unfinished'))).toEqual(['young']);
		expect(await keysOf(storage)).toEqual([key]);
		expect(await new LocalStorage(join(root, 'never-used')).sweep(0)).toBe(0);
	});

	test('that is empty or not yet there has no objects', async () => {
		expect(await keysOf(new LocalStorage(join(await folder(), 'not-yet')))).toEqual([]);
	});

	test('that can not be used is unavailable, in a sentence without its path', async () => {
		const file = join(await folder(), 'a-file');
		await writeFile(file, 'in the way');
		const storage = new LocalStorage(file);
		const refusal = { code: 'StorageUnavailable', status: 503 };
		await expect(storage.put(newKey(), streamOf(Buffer.from('x')))).rejects.toMatchObject(refusal);
		await expect(storage.get(newKey())).rejects.toMatchObject(refusal);
		const problems = await storage.check();
		expect(problems).toEqual([expect.stringContaining('can not be used (EEXIST)')]);
		expect(problems.join()).not.toContain(file);
		expect(await readFile(file, 'utf8')).toBe('in the way');
	});

	test.skipIf(process.getuid?.() === 0)('without the right to write is reported by a probe', async () => {
		const root = await folder();
		await chmod(root, 0o500);
		expect(await new LocalStorage(root).check({ write: true })).toEqual([expect.stringContaining('EACCES')]);
		await chmod(root, 0o700);
	});

	test.skipIf(!smallDisk)(
		`says so when the disk is full, and goes on when there is room${noDisk}`,
		async () => {
			const storage = new LocalStorage(join(smallDisk ?? '', 'objects'));
			const key = newKey();
			await storage.put(key, streamOf(randomBytes(400_000)));
			const refusal = { code: 'StorageFull', status: 503 };
			await expect(storage.put(newKey(), streamOf(randomBytes(900_000)))).rejects.toMatchObject(refusal);
			expect(await keysOf(storage)).toEqual([key]);
			expect(await readdir(join(smallDisk ?? '', 'objects/.unfinished'))).toEqual([]);
			await storage.delete(key);
			expect(await storage.put(newKey(), streamOf(randomBytes(900_000)))).toMatchObject({ size: 900_000 });
		}
	);

	test('has no address of its own to download from', async () => {
		expect(await new LocalStorage(await folder()).presign()).toBeNull();
	});
});
