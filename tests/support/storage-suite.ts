import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { newKey } from '#platform/storage/keys.ts';
import { readWhole, type Storage } from '#platform/storage/storage.ts';
import { corpusFiles, withoutCorpora } from './shared.ts';
import { describeFailedPuts } from './storage-failures.ts';
import { cutAfter, streamOf } from './streams.ts';

const MEGABYTE = 1024 * 1024;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

export async function keysOf(storage: Storage, prefix?: string): Promise<string[]> {
	const keys: string[] = [];
	for await (const { key } of storage.list(prefix)) keys.push(key);
	return keys.sort();
}

/**
 * What every store promises, asked of one driver over a real store. `unfinished` counts what puts left behind where
 * `list` does not look.
 */
export function describeStorage(
	open: () => Promise<{ storage: Storage; unfinished: () => Promise<number> }>
): void {
	let storage: Storage;
	let unfinished: () => Promise<number>;
	beforeAll(async () => {
		({ storage, unfinished } = await open());
	});
	const nothingIsLeft = async (key: string) => {
		expect(await storage.stat(key)).toBeNull();
		expect(await storage.get(key)).toBeNull();
		expect(await keysOf(storage, key)).toEqual([]);
		expect(await unfinished()).toBe(0);
	};

	describe('an object', () => {
		test.each([
			['nothing at all', 0],
			['one byte', 1],
			['a thumbnail', 20_000],
			['what just fits in memory', 256 * 1024],
			['one byte more', 256 * 1024 + 1],
			['twelve megabytes and a bit', 12 * MEGABYTE + 13]
		])('of %s comes back byte for byte', async (_, size) => {
			const bytes = randomBytes(size);
			const key = newKey();
			expect(await storage.put(key, streamOf(bytes))).toEqual({ size, sha256: sha256(bytes) });
			expect((await readWhole(storage, key, size)).equals(bytes)).toBe(true);
			const found = await storage.stat(key);
			expect(found).toMatchObject({ key, size });
			expect(Math.abs(Date.now() - (found?.modifiedAt.getTime() ?? 0))).toBeLessThan(60_000);
			await storage.delete(key);
			await nothingIsLeft(key);
		});

		test.skipIf(withoutCorpora)(`of every format comes back byte for byte${withoutCorpora}`, async () => {
			for (const { bytes } of corpusFiles()) {
				const key = newKey();
				await storage.put(key, streamOf(bytes));
				expect((await readWhole(storage, key, MEGABYTE)).equals(bytes)).toBe(true);
				await storage.delete(key);
			}
		});

		test('that is not there is null, deleted in peace, and missing to whoever needs it', async () => {
			const key = newKey();
			await nothingIsLeft(key);
			await storage.delete(key);
			await expect(readWhole(storage, key, 10)).rejects.toMatchObject({ code: 'Missing', status: 404 });
		});

		test('is replaced as a whole', async () => {
			const key = newKey('ledger');
			await storage.put(key, streamOf(randomBytes(400_000)), { replace: true });
			await storage.put(key, Readable.from([Buffer.from('second')]), { replace: true });
			await expect(storage.put(key, cutAfter(randomBytes(400_000)), { replace: true })).rejects.toThrow();
			expect(String(await readWhole(storage, key, 100))).toBe('second');
			await storage.delete(key);
		});

		test('is not read into memory beyond what the reader allows, and not held open', async () => {
			const key = newKey();
			await storage.put(key, streamOf(randomBytes(1000)));
			let opened: Awaited<ReturnType<Storage['get']>> = null;
			const watched = Object.assign(Object.create(storage) as Storage, {
				get: async (of: string) => (opened = await storage.get(of))
			});
			await expect(readWhole(watched, key, 999)).rejects.toMatchObject({ code: 'TooLarge', status: 413 });
			expect(opened).toMatchObject({ stream: { destroyed: true } });
			await storage.delete(key);
		});

		test('is still read to its end by whoever began before it was deleted', async () => {
			const key = newKey();
			const bytes = randomBytes(300_000);
			await storage.put(key, streamOf(bytes));
			const found = await storage.get(key);
			await storage.delete(key);
			expect(await storage.get(key)).toBeNull();
			expect(Buffer.concat((await found?.stream.toArray()) ?? []).equals(bytes)).toBe(true);
		});

		test('can be left half read', async () => {
			const key = newKey();
			await storage.put(key, streamOf(randomBytes(2 * MEGABYTE)));
			for (let i = 0; i < 20; i += 1) {
				const found = await storage.get(key);
				for await (const chunk of found?.stream ?? []) if (chunk) break;
			}
			expect((await readWhole(storage, key, 3 * MEGABYTE)).byteLength).toBe(2 * MEGABYTE);
			await storage.delete(key);
		});
	});

	describe('a range', () => {
		const key = newKey();
		const bytes = randomBytes(700_000);
		beforeAll(async () => {
			await storage.put(key, streamOf(bytes));
		});

		test.each([
			['the first two bytes', { start: 0, end: 1 }, 0, 1],
			['the middle', { start: 300_000, end: 599_999 }, 300_000, 599_999],
			['from a place on', { start: 699_998 }, 699_998, 699_999],
			['beyond the end', { start: 10, end: 9_000_000 }, 10, 699_999]
		])('of %s gives exactly these bytes', async (_, range, start, end) => {
			const found = await storage.get(key, range);
			expect(found).toMatchObject({ size: bytes.byteLength, start, end });
			const got = Buffer.concat((await found?.stream.toArray()) ?? []);
			expect(got.equals(bytes.subarray(start, end + 1))).toBe(true);
		});

		test('that begins behind the end is refused', async () => {
			await expect(storage.get(key, { start: 700_000 })).rejects.toMatchObject({
				code: 'RangeNotSatisfiable',
				status: 416
			});
			expect(await storage.get(newKey(), { start: 0 })).toBeNull();
		});
	});

	describe('a put that fails leaves nothing', () => {
		describeFailedPuts(() => storage, nothingIsLeft);
	});

	test.each([
		'../../etc/passwd',
		'',
		'a',
		'Abcdefgh',
		'abcdefgh.txt',
		'a/b/abcdefgh',
		'/abcdefgh',
		'ab/../abcdefgh'
	])('no object can be called "%s"', async (key) => {
		const refusal = { code: 'InvalidKey' };
		await expect(storage.put(key, streamOf(randomBytes(1)))).rejects.toMatchObject(refusal);
		await expect(storage.get(key)).rejects.toMatchObject(refusal);
		await expect(storage.stat(key)).rejects.toMatchObject(refusal);
		await expect(storage.delete(key)).rejects.toMatchObject(refusal);
	});

	test('objects are listed by what their keys begin with', async () => {
		const folder = `list${randomBytes(4).toString('hex')}`;
		const keys = ['aa111111', 'aa222222', 'ab111111'].map((name) => `${folder}/${name}`);
		const outside = newKey(`${folder}x`);
		for (const key of [...keys, outside]) await storage.put(key, streamOf(Buffer.from(key)));
		expect(await keysOf(storage, `${folder}/`)).toEqual(keys);
		expect(await keysOf(storage, `${folder}/aa`)).toEqual(keys.slice(0, 2));
		expect(await keysOf(storage, `${folder}/aa2222`)).toEqual(keys.slice(1, 2));
		expect(await keysOf(storage, folder)).toEqual([...keys, outside]);
		expect(await keysOf(storage)).toEqual(expect.arrayContaining([...keys, outside]));
		for await (const info of storage.list(`${folder}/ab`))
			expect(info).toMatchObject({ key: keys[2], size: keys[2]?.length, modifiedAt: expect.any(Date) });
		for (const key of [...keys, outside]) await storage.delete(key);
		expect(await keysOf(storage, folder)).toEqual([]);
	});

	test('twenty files are kept at once', async () => {
		const files = Array.from({ length: 20 }, () => ({ key: newKey(), bytes: randomBytes(700_000) }));
		await Promise.all(files.map(({ key, bytes }) => storage.put(key, streamOf(bytes))));
		for (const { key, bytes } of files) {
			expect((await readWhole(storage, key, MEGABYTE)).equals(bytes)).toBe(true);
			await storage.delete(key);
		}
	});

	test('a slow reader is waited for', async () => {
		const key = newKey();
		await storage.put(key, streamOf(randomBytes(3 * MEGABYTE)));
		const found = await storage.get(key);
		let size = 0;
		for await (const chunk of found?.stream ?? []) {
			if (size === 0) await wait(600);
			size += (chunk as Buffer).byteLength;
		}
		expect(size).toBe(3 * MEGABYTE);
		await storage.delete(key);
	});

	test('a store that works has nothing to complain of', async () => {
		expect(await storage.check()).toEqual([]);
		expect(await storage.check({ write: true })).toEqual([]);
		expect(await keysOf(storage, 'probe/')).toEqual([]);
	});
}
