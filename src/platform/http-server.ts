import compression from 'compression';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { clientAddress, proxyList } from './client-address.ts';
import { bears, METRICS_TYPE, openMetrics, type Gauge, type Metrics } from './metrics.ts';
import { countBody, cutLateBody, dropRest, tooLargeSentence } from './http-bodies.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

export type HttpServerOptions = {
	host: string;
	/** 0: a free one. */
	port: number;
	/** Whose X-Forwarded-For counts; addresses or networks. */
	trustedProxies: string[];
	/** Most bytes of a request's body; more is answered with 413. */
	bodyLimit: (method: string, path: string) => number;
	/** What `/readyz` tells: true when everything that is needed answers. Asked anew once the last answer is there. */
	ready: () => Promise<boolean>;
	/** What `/metrics` tells, and to whom; null or left out: there is no such page. */
	metrics?: MetricsPage | null;
};

export type MetricsPage = {
	/** Bearer secret of whoever may read it. */
	secret: string;
	/** Which part of the app a path belongs to: one of a few words, and nothing of the path itself. */
	areaOf: (path: string) => string;
	/** What stands now. Asked anew once the last answer is there; never rejects. */
	gauges: () => Promise<Gauge[]>;
};

export type HttpServer = {
	port: number;
	server: Server;
	/** Answers requests from now on; before, each is told to come back in a moment. */
	handle(handler: Handler): void;
	/** Takes no more connections, waits up to `limit` milliseconds for open requests, then cuts the rest. */
	drain(limit: number): Promise<void>;
};

/** The header in which the server hands the client's address on; an incoming one of this name is dropped. */
export const clientAddressHeader = 'x-hub-client-address';

/** Milliseconds. A slow upload may last long, as long as something arrives; how long, http-bodies.ts says. */
const timeouts = { headers: 20_000, idle: 120_000, keepAlive: 65_000 };

const foreignWords = [
	'x-forwarded-for',
	'x-forwarded-host',
	'x-forwarded-proto',
	'x-forwarded-port',
	'forwarded',
	clientAddressHeader
];

const compress = compression({
	// Files are sent as they are: they are mostly compressed already, and a length tells a phone how far it is.
	filter: (request, response) =>
		!response.hasHeader('content-disposition') &&
		!String(response.getHeader('content-type')).startsWith('text/event-stream') &&
		compression.filter(request, response)
});

/**
 * The app's own HTTP server in front of a handler: time limits, body limits, compression, the client's address from
 * trusted proxies only, `/healthz`, `/readyz` and an orderly end. Rejects with EADDRINUSE and the like when it cannot
 * listen.
 */
export async function openHttpServer(options: HttpServerOptions): Promise<HttpServer> {
	const trusted = proxyList(options.trustedProxies);
	let handler: Handler | null = null;
	let draining = false;
	const eventStreams = new Set<ServerResponse>();
	const askReady = askedOnce(options.ready);
	const page = options.metrics ?? null;
	const metrics = page && { ...page, counted: openMetrics(), gauges: askedOnce(page.gauges) };

	const server = createServer({
		requestTimeout: 0,
		headersTimeout: timeouts.headers,
		keepAliveTimeout: timeouts.keepAlive
	});
	server.timeout = timeouts.idle;
	server.on('request', serve);
	// A client that asks first is refused before it sends a body that is too large.
	server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
		if (!(Number(request.headers['content-length']) > bodyLimit(request))) response.writeContinue();
		serve(request, response);
	});

	function serve(request: IncomingMessage, response: ServerResponse): void {
		const path = pathOf(request);
		const client = clientAddress(request.socket.remoteAddress, forwardedFor(request), trusted);
		for (const name of foreignWords) Reflect.deleteProperty(request.headers, name);
		request.headers[clientAddressHeader] = client;
		if (draining) response.setHeader('connection', 'close');
		response.once('close', () => eventStreams.delete(response));
		if (path === '/healthz') return answer(request, response, 200, 'alive');
		if (path === '/readyz') return void tellReady(request, response);
		if (metrics && path === '/metrics') return void tellMetrics(request, response, metrics);
		if (metrics) count(response, metrics.counted, metrics.areaOf(path));
		if (!handler) {
			response.setHeader('retry-after', '1');
			return answer(request, response, 503, 'Customer Hub is starting. Please try again in a moment.');
		}
		const limit = bodyLimit(request);
		if (Number(request.headers['content-length']) > limit)
			return answer(request, response, 413, tooLargeSentence(limit));
		countBody(request, response, limit);
		cutLateBody(request, limit);
		response.once('finish', () => dropRest(request));
		noteEventStream(response, eventStreams);
		const next = handler;
		compress(request as never, response as never, () =>
			next(request, response, () => answer(request, response, 404, 'This page does not exist.'))
		);
	}

	function bodyLimit(request: IncomingMessage): number {
		return options.bodyLimit(request.method ?? 'GET', pathOf(request));
	}

	async function tellReady(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const ready = handler !== null && !draining && (await askReady());
		answer(request, response, ready ? 200 : 503, ready ? 'ready' : 'not ready');
	}

	server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
		const status =
			error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
		if (socket.writable && error.code !== 'ECONNRESET')
			socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
		else socket.destroy();
	});

	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port, options.host, () => {
			server.off('error', reject);
			resolve();
		});
	});
	const address = server.address();
	return {
		port: typeof address === 'object' && address ? address.port : options.port,
		server,
		handle: (given) => (handler = given),
		drain: (limit) => {
			draining = true;
			for (const stream of eventStreams) stream.end();
			return drain(server, limit);
		}
	};
}

/** Who asks while an answer is being looked for gets that one: many may ask, and looking costs. */
function askedOnce<T>(look: () => Promise<T>): () => Promise<T> {
	let asking: Promise<T> | null = null;
	return () => (asking ??= look().finally(() => (asking = null)));
}

/** Counts an answer once it has ended, or its reader is gone. */
function count(response: ServerResponse, metrics: Metrics, area: string): void {
	const begun = performance.now();
	response.once('close', () => {
		const live = String(response.getHeader('content-type')).startsWith('text/event-stream');
		metrics.answered(area, response.statusCode, live ? null : (performance.now() - begun) / 1000);
	});
}

async function tellMetrics(
	request: IncomingMessage,
	response: ServerResponse,
	{ secret, counted, gauges }: MetricsPage & { counted: Metrics }
): Promise<void> {
	if (!bears(request.headers.authorization, secret)) {
		response.setHeader('www-authenticate', 'Bearer');
		return answer(request, response, 401, 'The bearer secret is missing or wrong.');
	}
	answer(request, response, 200, counted.text(await gauges()).trimEnd(), METRICS_TYPE);
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0] ?? '/';

function forwardedFor(request: IncomingMessage): string | undefined {
	const value = request.headers['x-forwarded-for'];
	return Array.isArray(value) ? value.join(',') : value;
}

function drain(server: Server, limit: number): Promise<void> {
	return new Promise((resolve) => {
		const cut = setTimeout(() => server.closeAllConnections(), limit);
		// A connection whose last answer was already on its way stays open for another request: closed once it is idle.
		const sweep = setInterval(() => server.closeIdleConnections(), 50);
		server.close(() => {
			clearTimeout(cut);
			clearInterval(sweep);
			resolve();
		});
	});
}

function answer(
	request: IncomingMessage,
	response: ServerResponse,
	status: number,
	sentence: string,
	type = 'text/plain; charset=utf-8'
): void {
	const body = `${sentence}\n`;
	response.writeHead(status, {
		'content-type': type,
		'content-length': Buffer.byteLength(body),
		'cache-control': 'no-store',
		'x-content-type-options': 'nosniff'
	});
	response.end(request.method === 'HEAD' ? undefined : body);
	dropRest(request);
}

/** Remembers a response that has no end of its own, so that draining can end it. */
function noteEventStream(response: ServerResponse, eventStreams: Set<ServerResponse>): void {
	const writeHead = response.writeHead.bind(response) as (...values: unknown[]) => ServerResponse;
	response.writeHead = (...values: unknown[]) => {
		if (String(response.getHeader('content-type')).startsWith('text/event-stream'))
			eventStreams.add(response);
		return writeHead(...values);
	};
}
