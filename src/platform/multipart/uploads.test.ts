import { mkdtemp, readdir, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LocalStorage } from '#platform/storage/local.ts';
import { keysOf } from '#support/storage-suite.ts';
import { upload } from '#support/upload-client.ts';
import { measureUploads } from '#support/upload-memory.ts';
import { portOf, startUploadServer } from '#support/upload-server.ts';
import { UPLOAD } from './multipart.ts';

const MEGABYTE = 1024 * 1024;
let root: string;
let storage: LocalStorage;
let servers: Server[];
let port: number;
/** Of one that takes a client for stuck in a moment; on a busy machine a lively one may be, too. */
let hasty: number;
beforeAll(async () => {
	root = await mkdtemp(join(tmpdir(), 'hub-uploads-'));
	storage = new LocalStorage(root);
	const [patient, impatient] = await Promise.all(
		[UPLOAD.idle, 300].map((idle) => startUploadServer(storage, { ...UPLOAD, idle }))
	);
	if (!patient || !impatient) throw new Error('there are two servers');
	servers = [patient, impatient];
	[port, hasty] = [portOf(patient), portOf(impatient)];
});
afterAll(async () => {
	for (const server of servers) {
		server.closeAllConnections();
		server.close();
	}
	await rm(root, { recursive: true, force: true });
});
const nothingIsKept = async () => {
	await expect.poll(() => readdir(join(root, '.unfinished'))).toEqual([]);
	expect(await keysOf(storage)).toEqual([]);
};

describe('an upload through the web server', () => {
	test('of exactly 50 MB is kept, and given back', async () => {
		const { status, body } = await upload({ port, size: 50 * MEGABYTE });
		expect(status).toBe(200);
		const [kept] = JSON.parse(body) as [{ key: string; size: number }];
		expect(kept.size).toBe(50 * MEGABYTE);
		const response = await fetch(`http://127.0.0.1:${port}/${kept.key}`);
		expect((await response.arrayBuffer()).byteLength).toBe(50 * MEGABYTE);
		await storage.delete(kept.key);
	});

	test('of one byte more is refused in words that the client gets to hear', async () => {
		expect(await upload({ port, size: 50 * MEGABYTE + 1 })).toEqual({
			status: 413,
			body: '{"code":"TooLarge"}'
		});
		await nothingIsKept();
	});

	test('of twice as much is refused in words, too', async () => {
		expect(await upload({ port, size: 100 * MEGABYTE })).toEqual({
			status: 413,
			body: '{"code":"TooLarge"}'
		});
		await nothingIsKept();
	});

	test.each([1, 10 * MEGABYTE, 49 * MEGABYTE])('cut off after %i bytes leaves nothing', async (cutAt) => {
		expect((await upload({ port, size: 50 * MEGABYTE, cutAt })).status).toBeNull();
		await nothingIsKept();
	});

	test('that promises more than comes, and less, leaves nothing', async () => {
		const more = upload({ port: hasty, size: MEGABYTE, contentLength: 2 * MEGABYTE, hangAt: 2 * MEGABYTE });
		expect(await more).toEqual({ status: 408, body: '{"code":"Stuck"}' });
		// What comes after the promised end is no request, so the server may hang up before its answer was heard.
		const less = await upload({ port, size: 2 * MEGABYTE, contentLength: MEGABYTE });
		expect([400, null]).toContain(less.status);
		await nothingIsKept();
	});

	test('that falls silent is told so and leaves nothing', async () => {
		const stuck = await upload({ port: hasty, size: 5 * MEGABYTE, hangAt: 2 * MEGABYTE });
		expect(stuck).toEqual({ status: 408, body: '{"code":"Stuck"}' });
		await nothingIsKept();
	});

	test('without a length is taken as it comes', async () => {
		const { status, body } = await upload({ port, size: MEGABYTE, contentLength: Number.NaN });
		expect([status, JSON.parse(body)]).toMatchObject([200, [{ size: MEGABYTE, name: 'a.bin' }]]);
		for await (const { key } of storage.list()) await storage.delete(key);
	});
});

// The growth is the same for 50 MB each, since it is V8's garbage and not the files: `bench/uploads.ts` measures those.
test('twenty uploads at once cost the server less than 64 MB of memory in all', async () => {
	const { grown } = await measureUploads(20, 10 * MEGABYTE, null);
	expect(grown).toBeLessThan(64);
});
