import { createHash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newKey } from '#platform/storage/keys.ts';
import { openStorage } from '#platform/storage/open.ts';
import { readS3Address } from '#platform/storage/s3-address.ts';
import { S3Requests } from '#platform/storage/s3-request.ts';
import { describeStorage, keysOf } from '#support/storage-suite.ts';
import { streamOf } from '#support/streams.ts';
import { ACCESS_KEY, SECRET_KEY, startSwift, type Swift } from './swift.ts';

let swift: Swift;
const addressOf = (bucket: string, secret = SECRET_KEY, key = ACCESS_KEY) =>
	`s3://${encodeURIComponent(key)}:${encodeURIComponent(secret)}@127.0.0.1:${swift.port}/${bucket}?tls=0`;
const bucket = (name = 'hub', secret = SECRET_KEY) =>
	openStorage({ dataDir: swift.folder, storageUrl: addressOf(name, secret) });

async function ask(path: string, body = ''): Promise<number> {
	const bytes = Buffer.from(body);
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	const requests = new S3Requests(readS3Address(addressOf('any')));
	const answer = await requests.send({
		method: 'PUT',
		path,
		body: { size: bytes.byteLength, sha256, open: () => streamOf(bytes) }
	});
	answer.body.resume();
	return answer.status;
}

beforeAll(async () => {
	swift = await startSwift();
	await mkdir(join(swift.folder, 'spool'));
	expect(await ask('/hub')).toBe(200);
});
afterAll(() => swift.stop());

describe('a bucket of OpenStack Swift', () => {
	describeStorage(async () => {
		const unfinished = async () => (await readdir(join(swift.folder, 'spool'))).length;
		return { storage: bucket(), unfinished };
	});

	test('is listed page by page to its end', async () => {
		const storage = bucket();
		const keys = Array.from({ length: 1003 }, (_, i) => `pages/${String(i).padStart(8, '0')}`);
		for (let at = 0; at < keys.length; at += 59)
			await Promise.all(keys.slice(at, at + 59).map((key) => storage.put(key, streamOf(Buffer.from('x')))));
		expect(await keysOf(storage, 'pages/')).toEqual(keys);
	});

	test('takes nothing from a wrong secret, key or bucket', async () => {
		const wrong = { code: 'StorageUnavailable', message: expect.stringContaining('(SignatureDoesNotMatch)') };
		const put = bucket('hub', 'guessed').put(newKey(), streamOf(Buffer.from('x')));
		await expect(put).rejects.toMatchObject(wrong);
		await expect(keysOf(bucket('hub', 'guessed'))).rejects.toMatchObject(wrong);
		expect(await bucket('hub', 'guessed').check()).toHaveLength(1);
		expect(await bucket('elsewhere').check()).toEqual([expect.stringContaining('no bucket "elsewhere"')]);
	});

	test('that keeps versions is refused, also after they were suspended', async () => {
		expect(await ask('/versions')).toBe(200);
		expect(await bucket('versions').check()).toEqual([]);
		for (const status of ['Enabled', 'Suspended']) {
			const xml = `<VersioningConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>${status}</Status></VersioningConfiguration>`;
			expect(await ask('/versions?versioning', xml)).toBe(200);
			expect(await bucket('versions').check()).toEqual([
				expect.stringContaining(`keeps versions (${status})`)
			]);
		}
	});
});

describe('a URL that the store itself signed', () => {
	const as = { filename: 'Röntgen "a".html', type: 'application/octet-stream' };
	const presigned = async (seconds = 5) => {
		const key = newKey();
		await bucket().put(key, streamOf(Buffer.from('<script>alert(1)</script>')));
		return new URL((await bucket().presign(key, seconds, as)) ?? '');
	};

	test('gives the file as an attachment under its name', async () => {
		const response = await fetch(await presigned());
		expect(response.status).toBe(200);
		expect(await response.text()).toBe('<script>alert(1)</script>');
		expect(response.headers.get('content-type')).toMatch(/^application\/octet-stream/);
		expect(response.headers.get('content-disposition')).toMatch(
			/^attachment; .*filename\*=UTF-8''R%C3%B6ntgen/
		);
	});

	test.each([
		['life', (url: URL) => url.searchParams.set('X-Amz-Expires', '600')],
		['date', (url: URL) => url.searchParams.set('X-Amz-Date', '20990101T000000Z')],
		['type', (url: URL) => url.searchParams.set('response-content-type', 'text/html')],
		['disposition', (url: URL) => url.searchParams.set('response-content-disposition', 'inline')],
		['disposition, namely none', (url: URL) => url.searchParams.delete('response-content-disposition')],
		['file', (url: URL) => (url.pathname = `/hub/${newKey()}`)],
		[
			'key',
			(url: URL) => url.searchParams.set('X-Amz-Credential', 'test:admin/20260101/us-east-1/s3/aws4_request')
		],
		['signature', (url: URL) => url.searchParams.set('X-Amz-Signature', '0'.repeat(64))]
	])('is worth nothing with another %s', async (_, tamper) => {
		const url = await presigned();
		tamper(url);
		// 400 where what was changed makes no sense to the server at all.
		expect([400, 403]).toContain((await fetch(url)).status);
	});

	test('is worth nothing for another method, nor when its seconds are over', async () => {
		const url = await presigned(1);
		expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
		expect((await fetch(url, { method: 'PUT', body: 'x' })).status).toBe(403);
		await new Promise((resolve) => setTimeout(resolve, 2_100));
		expect((await fetch(url)).status).toBe(403);
	});
});
