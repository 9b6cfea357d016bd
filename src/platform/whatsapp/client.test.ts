import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { uploadMedia, WhatsAppDelayed, type Line } from './client.ts';

let server: Server;
afterEach(() => {
	server.closeAllConnections();
	server.close();
});

/** A peer that answers every call as `take` says. */
async function peer(take: (request: IncomingMessage) => Promise<unknown>): Promise<Line> {
	server = createServer((request, response) => {
		void take(request).then((answer) => response.end(JSON.stringify(answer)));
	});
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	return {
		api: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		phoneNumberId: '106',
		token: 'token'
	};
}

const MEGABYTE = 1024 * 1024;
async function* bytes(megabytes: number, read: (size: number) => void): AsyncGenerator<Uint8Array> {
	for (let part = 0; part < megabytes * 4; part++) {
		const chunk = Buffer.alloc(MEGABYTE / 4, part);
		read(chunk.length);
		yield chunk;
	}
}

test('a large file leaves as it is read, whole, and little of it is held at a time', async () => {
	let read = 0;
	let received = 0;
	let held = 0;
	let form: FormData | null = null;
	const line = await peer(async (request) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request as AsyncIterable<Buffer>) {
			received += chunk.length;
			held = Math.max(held, read - received);
			chunks.push(chunk);
		}
		expect(request.headers['content-length']).toBe(String(received));
		form = await new Response(new Uint8Array(Buffer.concat(chunks)), {
			headers: { 'content-type': request.headers['content-type'] ?? '' }
		}).formData();
		return { id: 'media-1' };
	});
	const stream = bytes(50, (size) => (read += size));
	const file = { name: 'Für "Mia" 🌸\r\n.pdf', type: 'application/pdf', size: 50 * MEGABYTE, stream };
	expect(await uploadMedia(line, file)).toBe('media-1');
	expect(held).toBeLessThan(8 * MEGABYTE);
	const sent = form as FormData | null;
	expect(sent?.get('messaging_product')).toBe('whatsapp');
	expect(sent?.get('type')).toBe('application/pdf');
	const kept = sent?.get('file') as File;
	expect([kept.name, kept.type]).toEqual(['Für "Mia" 🌸\r\n.pdf', 'application/pdf']);
	const digest = createHash('sha256');
	for await (const chunk of bytes(50, () => undefined)) digest.update(chunk);
	const got = createHash('sha256').update(Buffer.from(await kept.arrayBuffer()));
	expect(got.digest('hex')).toBe(digest.digest('hex'));
});

test('a file that cannot be read to its end says so, and one that is shorter than it said is tried again later', async () => {
	const line = await peer(async (request) => {
		request.resume();
		await new Promise((done) => request.once('close', done));
		return { id: 'never' };
	});
	class StoreIsDown extends Error {}
	async function* breaks(): AsyncGenerator<Uint8Array> {
		yield Buffer.alloc(MEGABYTE);
		throw new StoreIsDown();
	}
	const file = { name: 'a', type: 'image/png', size: 2 * MEGABYTE };
	await expect(uploadMedia(line, { ...file, stream: breaks() })).rejects.toBeInstanceOf(StoreIsDown);
	const short = bytes(1, () => undefined);
	await expect(uploadMedia(line, { ...file, stream: short })).rejects.toBeInstanceOf(WhatsAppDelayed);
});
