import { once } from 'node:events';
import { connect as connectSocket } from 'node:net';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
	clientAddressHeader,
	openHttpServer,
	type Handler,
	type HttpServer,
	type HttpServerOptions
} from './http-server.ts';
import type { Gauge } from './metrics.ts';

const page = `<p>${'Hello Carla. '.repeat(500)}</p>`;

async function open(handler: Handler | null, options: Partial<HttpServerOptions> = {}): Promise<HttpServer> {
	const server = await openHttpServer({
		host: '127.0.0.1',
		port: 0,
		trustedProxies: [],
		bodyLimit: (_, path) => (path === '/upload' ? 3_000_000 : 1000),
		ready: async () => true,
		...options
	});
	if (handler) server.handle(handler);
	onTestFinished(() => server.drain(0));
	return server;
}

type Answer = { status: number; headers: IncomingHttpHeaders; body: Buffer };

/** One request on a connection of its own, without fetch's own opinion on compression and lengths. */
async function ask(
	server: HttpServer,
	path: string,
	headers: Record<string, string> = {},
	body: (string | Buffer)[] = []
): Promise<Answer> {
	const sent = request({
		port: server.port,
		path,
		headers,
		method: body.length ? 'POST' : 'GET',
		agent: false
	});
	const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
	for (const part of body) sent.write(part);
	sent.end();
	const [response] = await answered;
	const chunks: Buffer[] = [];
	for await (const chunk of response) chunks.push(chunk as Buffer);
	return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) };
}

/** Reads a body as the application does: through events, answering its size or that it failed. */
const countingHandler: Handler = (incoming, response) => {
	let size = 0;
	incoming.on('data', (chunk: Buffer) => (size += chunk.length));
	incoming.once('end', () => response.writeHead(200).end(String(size)));
	incoming.once('error', (error: NodeJS.ErrnoException) => response.writeHead(500).end(error.code));
};

describe('the way in', () => {
	it('before the application is there people are told to come back, and the probes tell the truth', async () => {
		let database = true;
		const server = await open(null, { ready: async () => database });
		expect(await ask(server, '/inbox')).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
		expect((await ask(server, '/healthz')).status).toBe(200);
		expect((await ask(server, '/readyz')).status).toBe(503);
		server.handle((_, response) => response.end('here'));
		expect((await ask(server, '/inbox')).body.toString()).toBe('here');
		expect((await ask(server, '/readyz')).status).toBe(200);
		database = false;
		expect((await ask(server, '/readyz')).status).toBe(503);
	});

	it('however many ask whether it is ready, one look answers them', async () => {
		let looks = 0;
		const ready = async () => {
			looks += 1;
			await new Promise((resolve) => setTimeout(resolve, 300));
			return true;
		};
		const server = await open((_, response) => response.end('here'), { ready });
		const answers = await Promise.all(Array.from({ length: 20 }, () => ask(server, '/readyz')));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
		expect(looks).toBeLessThan(5);
		expect((await ask(server, '/readyz')).status).toBe(200);
		expect(looks).toBeGreaterThan(1);
	});

	it('hands on who asks by its own finding alone, and no forwarded host', async () => {
		const handler: Handler = (incoming, response) => response.end(JSON.stringify(incoming.headers));
		const forged = {
			'x-forwarded-for': '203.0.113.9',
			'x-forwarded-host': 'evil.example',
			'x-forwarded-proto': 'https',
			forwarded: 'for=203.0.113.9;host=evil.example',
			[clientAddressHeader]: '203.0.113.9'
		};
		const stranger = JSON.parse((await ask(await open(handler), '/', forged)).body.toString());
		expect(stranger[clientAddressHeader]).toBe('127.0.0.1');
		expect(JSON.stringify(stranger)).not.toMatch(/evil|203\.0/);
		const proxied = JSON.parse(
			(await ask(await open(handler, { trustedProxies: ['127.0.0.0/8'] }), '/', forged)).body.toString()
		);
		expect(proxied[clientAddressHeader]).toBe('203.0.113.9');
		expect(JSON.stringify(proxied)).not.toMatch(/evil/);
	});

	it('answers nonsense with 400 and stays', async () => {
		const server = await open((_, response) => response.end('here'));
		const socket = connectSocket(server.port, '127.0.0.1');
		socket.write('nonsense\r\n\r\n');
		const [answer] = (await once(socket, 'data')) as [Buffer];
		expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 /);
		expect((await ask(server, '/')).status).toBe(200);
	});
});

describe('bodies', () => {
	it('up to the limit they arrive, with a length and without one', async () => {
		const server = await open(countingHandler);
		const thousand = 'x'.repeat(1000);
		expect((await ask(server, '/form', { 'content-length': '1000' }, [thousand])).body.toString()).toBe(
			'1000'
		);
		expect((await ask(server, '/form', { 'transfer-encoding': 'chunked' }, [thousand])).body.toString()).toBe(
			'1000'
		);
		expect((await ask(server, '/upload', {}, [Buffer.alloc(3_000_000)])).body.toString()).toBe('3000000');
	});

	it('one byte more is refused with 413: declared, it is not read; undeclared, the application never sees it all', async () => {
		let seen = 0;
		const server = await open((incoming, response, next) => {
			incoming.on('data', (chunk: Buffer) => (seen += chunk.length));
			countingHandler(incoming, response, next);
		});
		const declared = await ask(server, '/form', { 'content-length': '1001' }, ['x'.repeat(1001)]);
		expect(declared.status).toBe(413);
		expect(declared.body.toString()).toMatch(/too large/);
		expect(seen).toBe(0);
		const undeclared = await ask(server, '/form', { 'transfer-encoding': 'chunked' }, [
			'x'.repeat(600),
			'x'.repeat(600),
			'x'.repeat(600)
		]);
		expect(undeclared.status).toBe(413);
		expect(undeclared.body.toString()).toBe('BODY_TOO_LARGE');
		expect(seen).toBeLessThanOrEqual(1000);
	});

	it('an endless body to a handler that does not read, or has answered, disturbs nobody', async () => {
		for (const handler of [
			((_, response) => response.end('early')) as Handler,
			((incoming, response) => incoming.resume().once('close', () => response.end())) as Handler
		]) {
			const server = await open(handler);
			const socket = connectSocket(server.port, '127.0.0.1');
			socket.on('error', () => undefined);
			socket.write('POST /form HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n');
			for (let part = 0; part < 20; part += 1) socket.write(`1f4\r\n${'x'.repeat(500)}\r\n`);
			await new Promise((resolve) => setTimeout(resolve, 100));
			socket.destroy();
			expect((await ask(server, '/healthz')).status).toBe(200);
		}
	});

	it('who asks before sending is refused before sending', async () => {
		const server = await open(countingHandler);
		const headers = { 'content-length': '5000', expect: '100-continue' };
		const sent = request({ port: server.port, path: '/form', method: 'POST', headers, agent: false });
		sent.flushHeaders();
		let invited = false;
		sent.once('continue', () => (invited = true));
		const [response] = (await once(sent, 'response')) as [IncomingMessage];
		expect([response.statusCode, invited]).toEqual([413, false]);
		sent.destroy();
	});
});

describe('what goes out', () => {
	const send =
		(headers: Record<string, string>): Handler =>
		(_, response) => {
			for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
			response.writeHead(200).end(page);
		};
	const zipped = { 'accept-encoding': 'gzip, br' };

	it('a page is compressed, in brotli where the browser can', async () => {
		const server = await open(send({ 'content-type': 'text/html' }));
		const answer = await ask(server, '/', zipped);
		expect(answer.headers['content-encoding']).toBe('br');
		expect(answer.body.length).toBeLessThan(page.length / 10);
		expect((await ask(server, '/', { 'accept-encoding': 'gzip' })).headers['content-encoding']).toBe('gzip');
		expect((await ask(server, '/')).headers['content-encoding']).toBeUndefined();
	});

	it('a file is not: its length tells how far the download is', async () => {
		const length = String(page.length);
		const file = {
			'content-type': 'text/csv',
			'content-disposition': 'attachment',
			'content-length': length
		};
		const answer = await ask(await open(send(file)), '/', zipped);
		expect(answer.headers['content-encoding']).toBeUndefined();
		expect(answer.headers['content-length']).toBe(length);
	});
});

describe('the end', () => {
	it('waits for an open request, and lets nobody else in', async () => {
		let answer: (() => void) | undefined;
		const server = await open((_, response) => (answer = () => response.end('late')));
		const open1 = ask(server, '/');
		await expect.poll(() => answer).toBeDefined();
		let over = false;
		const drained = server.drain(5000).then(() => (over = true));
		await expect(ask(server, '/')).rejects.toThrow(/ECONNREFUSED/);
		expect(over).toBe(false);
		answer?.();
		expect((await open1).body.toString()).toBe('late');
		await drained;
	});

	it('ends live updates at once, and cuts what takes longer than the limit', async () => {
		const server = await open((incoming, response) => {
			if (incoming.url !== '/live') return;
			response.setHeader('content-type', 'text/event-stream');
			response.writeHead(200);
			response.write('data: 1\n\n');
		});
		const live = ask(server, '/live');
		const hanging = expect(ask(server, '/hangs')).rejects.toThrow(/hang up|ECONNRESET/);
		await expect
			.poll(() => new Promise((resolve) => server.server.getConnections((_, count) => resolve(count))))
			.toBe(2);
		await new Promise((resolve) => setTimeout(resolve, 50));
		const begun = Date.now();
		const drained = server.drain(300);
		expect((await live).body.toString()).toBe('data: 1\n\n');
		expect(Date.now() - begun).toBeLessThan(250);
		await Promise.all([drained, hanging]);
		expect(Date.now() - begun).toBeGreaterThanOrEqual(290);
	});

	it('does not wait for idle connections that are kept alive', async () => {
		const server = await open((_, response) => response.end('here'));
		const kept = await fetch(`http://127.0.0.1:${server.port}/`);
		await kept.text();
		const begun = Date.now();
		await server.drain(5000);
		expect(Date.now() - begun).toBeLessThan(1000);
	});
});

describe('metrics', () => {
	const secret = 'a secret of sixteen';
	const watched = (gauges: Gauge[] = []) =>
		open((incoming, response) => response.writeHead(incoming.url === '/c/gone' ? 404 : 200).end('ok'), {
			metrics: {
				secret: secret.replaceAll(' ', '-'),
				areaOf: (path) => (path.startsWith('/c/') ? 'portal' : 'desk'),
				gauges: async () => gauges
			}
		});
	const bearing = (given: string) => ({ authorization: `Bearer ${given}` });
	const right = bearing(secret.replaceAll(' ', '-'));

	it('are told to whoever bears the secret, and to nobody else', async () => {
		const server = await watched();
		for (const headers of [
			{},
			bearing('wrong'),
			bearing(''),
			{ authorization: right.authorization.slice(7) }
		]) {
			const refused = await ask(server, '/metrics', headers);
			expect(refused.status).toBe(401);
			expect(refused.body.toString()).not.toContain('hub_');
		}
		const told = await ask(server, '/metrics', right);
		expect(told).toMatchObject({ status: 200, headers: { 'cache-control': 'no-store' } });
		expect(told.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
		expect(told.body.toString()).toMatch(/^process_resident_memory_bytes \d+$/m);
	});

	it('are no page of ours unless they are switched on', async () => {
		const server = await open((incoming, response) => response.end(`the application's ${incoming.url}`));
		expect((await ask(server, '/metrics', right)).body.toString()).toBe("the application's /metrics");
	});

	it('count answers by area and class of status, and have nothing of a path', async () => {
		const server = await watched([
			{ name: 'hub_jobs', help: 'Jobs.', value: 3, labels: { state: 'ready' } },
			{ name: 'hub_jobs', help: 'Jobs.', value: 0, labels: { state: 'failed' } }
		]);
		for (const path of ['/c/sentinel-1', '/c/gone', '/c/sentinel-2?q=sentinel-3', '/inbox/sentinel-4'])
			await ask(server, path);
		const text = (await ask(server, '/metrics', right)).body.toString();
		expect(text).toMatch(/^hub_http_requests_total\{area="portal",status="2xx"\} 2$/m);
		expect(text).toMatch(/^hub_http_requests_total\{area="portal",status="4xx"\} 1$/m);
		expect(text).toMatch(/^hub_http_request_duration_seconds_bucket\{area="portal",le="\+Inf"\} 3$/m);
		expect(text).toMatch(/^hub_http_request_duration_seconds_count\{area="desk"\} 1$/m);
		expect(text).toMatch(/^hub_jobs\{state="ready"\} 3$/m);
		expect(text.match(/^# TYPE hub_jobs gauge$/gm)).toHaveLength(1);
		expect(text).not.toContain('sentinel');
		const lines = text.trimEnd().split('\n');
		const line = /^(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+)$/;
		expect(lines.filter((one) => !line.test(one))).toEqual([]);
	});

	it('count a live stream without a duration, which would be hours', async () => {
		const server = await open(
			(_, response) => response.setHeader('content-type', 'text/event-stream').end('\n'),
			{
				metrics: { secret: 'a-secret-of-sixteen', areaOf: () => 'portal', gauges: async () => [] }
			}
		);
		await ask(server, '/c/live');
		const text = (await ask(server, '/metrics', right)).body.toString();
		expect(text).toContain('hub_http_requests_total{area="portal",status="2xx"} 1');
		expect(text).not.toContain('hub_http_request_duration_seconds');
	});
});
