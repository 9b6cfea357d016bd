import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startS3Server, type S3Server } from '#support/s3-server.ts';
import { describeStorage, keysOf } from '#support/storage-suite.ts';
import { streamOf } from '#support/streams.ts';
import { newKey } from './keys.ts';
import { openStorage } from './open.ts';

let server: S3Server;
let dataDir: string;
beforeAll(async () => {
	dataDir = await mkdtemp(join(tmpdir(), 'hub-s3-data-'));
	await mkdir(join(dataDir, 'spool'));
	server = await startS3Server();
});
afterAll(async () => {
	await server.stop();
	await rm(dataDir, { recursive: true, force: true });
});
const openBucket = (query = '') => openStorage({ dataDir, storageUrl: server.url(query) });

describe('an S3 bucket', () => {
	describeStorage(async () => {
		const unfinished = async () => (await readdir(join(dataDir, 'spool'))).length;
		return { storage: openBucket(), unfinished };
	});

	test('is listed page by page to its end', async () => {
		const storage = openBucket();
		const keys = Array.from({ length: 1003 }, (_, i) => `pages/${String(i).padStart(8, '0')}`);
		for (let at = 0; at < keys.length; at += 59)
			await Promise.all(keys.slice(at, at + 59).map((key) => storage.put(key, streamOf(Buffer.from('x')))));
		expect(await keysOf(storage, 'pages/')).toEqual(keys);
	});

	test('gives a URL of its own for seconds, as an attachment', async () => {
		const storage = openBucket();
		const key = newKey();
		await storage.put(key, streamOf(Buffer.from('<script>')));
		const url = await storage.presign(key, 5, {
			filename: 'naïve "a".html',
			type: 'application/octet-stream'
		});
		const response = await fetch(url ?? '');
		expect(await response.text()).toBe('<script>');
		expect(response.headers.get('content-type')).toBe('application/octet-stream');
		expect(response.headers.get('content-disposition')).toMatch(
			/^attachment; .*filename\*=UTF-8''na%C3%AFve/
		);
		expect(new URL(url ?? '').searchParams.get('X-Amz-Expires')).toBe('5');
		for (const seconds of [0, 6, 60, 1.5])
			await expect(storage.presign(key, seconds, { filename: 'a', type: 'a/b' })).rejects.toThrow(RangeError);
	});

	test('that does not exist is named', async () => {
		const storage = openStorage({ dataDir, storageUrl: server.url().replace('/hub?', '/elsewhere?') });
		const refusal = { code: 'StorageUnavailable', message: expect.stringContaining('"elsewhere"') };
		await expect(storage.get(newKey())).rejects.toMatchObject(refusal);
		await expect(storage.put(newKey(), streamOf(Buffer.from('x')))).rejects.toMatchObject(refusal);
		await expect(storage.delete(newKey())).rejects.toMatchObject(refusal);
		await expect(keysOf(storage)).rejects.toMatchObject(refusal);
		expect(await storage.check()).toEqual([expect.stringContaining('no bucket "elsewhere"')]);
	});
});
