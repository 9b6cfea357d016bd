import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutLateBody } from './http-bodies.ts';

const grace = 200;
const server = createServer((request, response) => {
	cutLateBody(request, 1000, grace);
	let size = 0;
	request.on('data', (chunk: Buffer) => (size += chunk.length));
	request.once('end', () => response.end(`took ${size}`));
	request.once('error', () => undefined);
});
beforeAll(async () => {
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
});
afterAll(() => server.close());

/** Sends a byte every 20 milliseconds, `bytes` in all, and answers what came back until the connection ended. */
async function trickle(bytes: number, declared: number): Promise<string> {
	const socket: Socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
	let answer = '';
	socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('error', () => undefined);
	socket.write(`POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: ${declared}\r\n\r\n`);
	let sent = 0;
	const drip = setInterval(() => void (sent++ < bytes && socket.write('a')), 20);
	await once(socket, 'close');
	clearInterval(drip);
	return answer;
}

describe('a body that trickles in', () => {
	it('is cut when it takes longer than a poor line needs', async () => {
		const begun = performance.now();
		expect(await trickle(Infinity, 1000)).toBe('');
		expect(performance.now() - begun).toBeLessThan(5000);
	});

	it('is served when it is there in time, and its answer may take longer', async () => {
		expect(await trickle(5, 5)).toMatch(/took 5$/);
	});
});
