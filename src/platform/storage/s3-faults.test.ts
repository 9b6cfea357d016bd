import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { startFaultyProxy, type Fault, type FaultyProxy } from '#support/faulty-proxy.ts';
import { startS3Server, type S3Server } from '#support/s3-server.ts';
import { keysOf } from '#support/storage-suite.ts';
import { streamOf } from '#support/streams.ts';
import { newKey } from './keys.ts';
import { readS3Address } from './s3-address.ts';
import { S3Storage } from './s3.ts';
import { readWhole } from './storage.ts';

const CALM = { silence: 10_000, tries: 3, backoff: 10, giveUp: 5_000 };
/** Where silence is what goes wrong: on a busy machine a store that is well falls silent too. */
const HASTY = { ...CALM, silence: 150 };
const MEGABYTE = 1024 * 1024;
const gone = { code: 'StorageUnavailable', status: 503 };

let server: S3Server;
let folder: string;
let proxy: FaultyProxy | null = null;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'hub-faults-'));
	server = await startS3Server();
});
afterEach(() => proxy?.stop());
afterAll(async () => {
	await server.stop();
	await rm(folder, { recursive: true, force: true });
});

const at = (port: number, patience = CALM) =>
	new S3Storage(readS3Address(`s3://S3RVER:S3RVER@127.0.0.1:${port}/hub?tls=0`), folder, patience);
const direct = () => at(server.port);
async function behind(fault: (method: string, tries: number) => Fault, patience = CALM): Promise<S3Storage> {
	proxy = await startFaultyProxy(server.port, (request, tries) => fault(request.method ?? '', tries));
	return at(proxy.port, patience);
}
const nothingIsLeft = async (key: string) => {
	expect(await direct().stat(key)).toBeNull();
	expect(await keysOf(direct(), key)).toEqual([]);
	expect(await readdir(folder)).toEqual([]);
};

describe('a store that stumbles is asked again', () => {
	test.each([500, 502, 503, 504, 429])('after status %i', async (status) => {
		const storage = await behind((_, tries) => (tries % 3 === 0 ? 'none' : { status }));
		const key = newKey();
		const bytes = randomBytes(MEGABYTE);
		await storage.put(key, streamOf(bytes));
		expect((await readWhole(storage, key, MEGABYTE)).equals(bytes)).toBe(true);
		expect(await storage.stat(key)).toMatchObject({ size: MEGABYTE });
		await storage.delete(key);
		expect(proxy?.seen).toHaveLength(12);
	});

	test('after a connection that broke in the middle of an upload, which then arrives whole', async () => {
		const storage = await behind((_, tries) => (tries === 1 ? { cutUpload: 400_000 } : 'none'));
		const key = newKey();
		const bytes = randomBytes(2 * MEGABYTE);
		await storage.put(key, streamOf(bytes));
		expect((await readWhole(direct(), key, 2 * MEGABYTE)).equals(bytes)).toBe(true);
	});

	test('after silence', async () => {
		const storage = await behind((_, tries) => (tries === 1 ? 'hang' : 'none'), HASTY);
		expect(await storage.stat(newKey())).toBeNull();
	});

	test('but not after an answer that will stay the same', async () => {
		const body = '<Error><Code>SignatureDoesNotMatch</Code><Message>secret words</Message></Error>';
		const storage = await behind(() => ({ status: 403, body }));
		const refusal = { ...gone, message: expect.stringContaining('(SignatureDoesNotMatch)') };
		await expect(storage.get(newKey())).rejects.toMatchObject(refusal);
		expect(proxy?.seen).toHaveLength(1);
		expect(await storage.check()).toEqual([expect.stringMatching(/refused the request \(status 403\)/)]);
	});
});

describe('a put that the store spoils is named and leaves nothing', () => {
	const faults: [string, Fault][] = [
		['answers with 500 for good', { status: 500 }],
		['hangs', 'hang'],
		['breaks off in the middle', { cutUpload: 1_000_000 }],
		['keeps the file and loses the answer', 'lose the answer']
	];
	test.each(faults)('when it %s', async (_, fault) => {
		const storage = await behind((method) => (method === 'PUT' ? fault : 'none'), HASTY);
		const key = newKey();
		await expect(storage.put(key, streamOf(randomBytes(3 * MEGABYTE)))).rejects.toMatchObject(gone);
		expect(proxy?.seen).toEqual(['PUT', 'PUT', 'PUT', 'DELETE']);
		await nothingIsLeft(key);
	});

	test('when it is full', async () => {
		for (const answer of [
			{ status: 507 },
			{ status: 403, body: '<Error><Code>QuotaExceeded</Code></Error>' }
		]) {
			const storage = await behind((method) => (method === 'PUT' ? answer : 'none'));
			const put = storage.put(newKey(), streamOf(randomBytes(10)));
			await expect(put).rejects.toMatchObject({ code: 'StorageFull', status: 503 });
			proxy?.stop();
		}
	});

	test('when it answers before it has read all', async () => {
		const storage = await behind((method) => (method === 'PUT' ? { status: 403 } : 'none'));
		const key = newKey();
		await expect(storage.put(key, streamOf(randomBytes(9 * MEGABYTE)))).rejects.toMatchObject(gone);
		await nothingIsLeft(key);
	});

	test('when it is called off during the upload', async () => {
		const cancel = new AbortController();
		const reason = new Error('the upload was cancelled');
		const storage = await behind((method) => {
			if (method !== 'PUT') return 'none';
			cancel.abort(reason);
			return 'hang';
		}, HASTY);
		const key = newKey();
		const put = storage.put(key, streamOf(randomBytes(MEGABYTE)), { signal: cancel.signal });
		await expect(put).rejects.toBe(reason);
		await nothingIsLeft(key);
	});

	test('except for the object that was to be replaced', async () => {
		const key = newKey('ledger');
		await direct().put(key, streamOf(Buffer.from('first')), { replace: true });
		const storage = await behind(() => 'hang', HASTY);
		const put = storage.put(key, streamOf(Buffer.from('second')), { replace: true });
		await expect(put).rejects.toMatchObject(gone);
		expect(String(await readWhole(direct(), key, 10))).toBe('first');
	});
});

describe('a download that the store spoils is never taken for whole', () => {
	test.each<[string, Fault]>([
		['breaks off', { cutDownload: 300_000 }],
		['falls silent', { hangDownload: 300_000 }]
	])('when it %s in the middle', async (_, fault) => {
		const key = newKey();
		await direct().put(key, streamOf(randomBytes(MEGABYTE)));
		const storage = await behind(() => fault, HASTY);
		const found = await storage.get(key);
		expect(found?.size).toBe(MEGABYTE);
		await expect(found?.stream.toArray()).rejects.toMatchObject(gone);
	});
});

describe('a store that is away', () => {
	test('is unavailable within the time that was set, whatever is asked', async () => {
		const storage = await behind(() => 'hang', HASTY);
		const begun = Date.now();
		await expect(storage.get(newKey())).rejects.toMatchObject(gone);
		await expect(storage.stat(newKey())).rejects.toMatchObject(gone);
		await expect(storage.delete(newKey())).rejects.toMatchObject(gone);
		await expect(keysOf(storage)).rejects.toMatchObject(gone);
		expect(Date.now() - begun).toBeLessThan(3_000);
	});

	test('is reported in a sentence that holds no secret', async () => {
		const storage = new S3Storage(readS3Address('s3://key:topsecret@127.0.0.1:1/hub?tls=0'), folder, HASTY);
		const problems = await storage.check({ write: true });
		expect(problems).toEqual(['The file store at http://127.0.0.1:1 did not answer (ECONNREFUSED).']);
		await expect(storage.stat(newKey())).rejects.toMatchObject(gone);
	});
});

describe('a bucket that keeps versions', () => {
	const versioning = (status: string) =>
		`<VersioningConfiguration><Status>${status}</Status></VersioningConfiguration>`;
	test.each(['Enabled', 'Suspended'])('(%s) is refused, since it keeps what was deleted', async (status) => {
		const storage = await behind((method) =>
			method === 'GET' ? { status: 200, body: versioning(status) } : 'none'
		);
		expect(await storage.check()).toEqual([expect.stringContaining(`keeps versions (${status})`)]);
	});

	test('or does not let us see is reported, and one that knows no versions is fine', async () => {
		let status = 403;
		const storage = await behind((method) => (method === 'GET' ? { status } : 'none'));
		expect(await storage.check()).toEqual([expect.stringContaining('may not read whether')]);
		status = 501;
		expect(await storage.check()).toEqual([]);
	});
});
