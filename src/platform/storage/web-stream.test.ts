import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { streamOf } from '#support/streams.ts';
import { webStream } from './web-stream.ts';

test('a stream becomes the body of an answer, byte for byte', async () => {
	const bytes = randomBytes(500_000);
	const body = await new Response(webStream(streamOf(bytes))).arrayBuffer();
	expect(Buffer.from(body).equals(bytes)).toBe(true);
});

test('a client that goes away ends the stream behind the body', async () => {
	const stream = streamOf(randomBytes(500_000));
	const reader = webStream(stream).getReader();
	expect((await reader.read()).done).toBe(false);
	await reader.cancel();
	expect(stream.destroyed).toBe(true);
});

test('a store that breaks off breaks the body off', async () => {
	async function* broken() {
		yield Buffer.from('begin');
		throw new Error('the disk is gone');
	}
	const response = new Response(webStream(Readable.from(broken())));
	await expect(response.text()).rejects.toThrow('the disk is gone');
});

test('nothing is read ahead of a slow client', async () => {
	let given = 0;
	async function* counted() {
		for (;;) {
			given += 1;
			yield Buffer.alloc(1000);
		}
	}
	const stream = Readable.from(counted(), { highWaterMark: 1 });
	const reader = webStream(stream).getReader();
	await reader.read();
	await new Promise((resolve) => setTimeout(resolve, 50));
	expect(given).toBeLessThan(5);
	await reader.cancel();
});
