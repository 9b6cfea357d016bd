import { randomBytes } from 'node:crypto';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { newKey } from '#platform/storage/keys.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { cutAfter, streamOf } from './streams.ts';

const MEGABYTE = 1024 * 1024;

/** What every store promises about a put whose source, limit or caller ends it. */
export function describeFailedPuts(
	storage: () => Storage,
	nothingIsLeft: (key: string) => Promise<void>
): void {
	test('at one byte over the limit, and takes exactly the limit', async () => {
		for (const limit of [1000, 600_000]) {
			const key = newKey();
			const over = storage().put(key, streamOf(randomBytes(limit + 1)), { limit });
			await expect(over).rejects.toMatchObject({ code: 'TooLarge', status: 413 });
			await nothingIsLeft(key);
			expect(await storage().put(key, streamOf(randomBytes(limit)), { limit })).toMatchObject({
				size: limit
			});
			await storage().delete(key);
		}
	});

	test('over the limit, and tells an endless source to stop', async () => {
		let stopped = false;
		async function* endless() {
			try {
				for (;;) yield Buffer.alloc(65_536);
			} finally {
				stopped = true;
			}
		}
		const key = newKey();
		await expect(storage().put(key, endless(), { limit: MEGABYTE })).rejects.toMatchObject({
			code: 'TooLarge'
		});
		expect(stopped).toBe(true);
		await nothingIsLeft(key);
	});

	test.each([0, 1000, 6 * MEGABYTE])('when the source breaks off after %i bytes', async (size) => {
		const key = newKey();
		await expect(storage().put(key, cutAfter(randomBytes(size)))).rejects.toThrow('the client went away');
		await nothingIsLeft(key);
	});

	test('when the source is destroyed', async () => {
		const key = newKey();
		const source = new PassThrough();
		const put = storage().put(key, source);
		source.write(randomBytes(500_000));
		setTimeout(() => source.destroy(), 20);
		await expect(put).rejects.toThrow();
		await nothingIsLeft(key);
	});

	test('when it is called off, although the source says nothing any more', async () => {
		const key = newKey();
		async function* stuck() {
			yield randomBytes(500_000);
			await new Promise(() => undefined);
		}
		const reason = new Error('the upload was cancelled');
		const cancel = new AbortController();
		const put = storage().put(key, stuck(), { signal: cancel.signal });
		setTimeout(() => cancel.abort(reason), 20);
		await expect(put).rejects.toBe(reason);
		await nothingIsLeft(key);
	});

	test('when it was called off before it began', async () => {
		const key = newKey();
		const put = storage().put(key, streamOf(randomBytes(10)), { signal: AbortSignal.abort() });
		await expect(put).rejects.toMatchObject({ name: 'AbortError' });
		await nothingIsLeft(key);
	});
}
