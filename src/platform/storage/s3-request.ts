import * as http from 'node:http';
import * as https from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { unavailable } from './errors.ts';
import type { S3Address } from './s3-address.ts';
import { signHeaders } from './s3-signature.ts';

/** Milliseconds and counts; the defaults keep the longest wait on a dead store under a minute. */
export type Patience = {
	/** Longest silence: while connecting, while it takes our bytes, before its answer, within its answer. */
	silence: number;
	/** Tries of one request. */
	tries: number;
	/** Wait before the second try; doubled before each further one. */
	backoff: number;
	/** No new try is begun later than this. */
	giveUp: number;
};

export const PATIENT: Patience = { silence: 20_000, tries: 4, backoff: 100, giveUp: 30_000 };
/** For readiness, whose asker waits for seconds at most. */
export const IMPATIENT: Patience = { silence: 3_000, tries: 2, backoff: 50, giveUp: 2_000 };

export type Body = { size: number; sha256: string; open(): Readable };

export type Call = {
	method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
	/** Path below the origin, already encoded, with its query. */
	path: string;
	headers?: Record<string, string>;
	body?: Body;
	signal?: AbortSignal;
};

export type Answer = { status: number; headers: http.IncomingHttpHeaders; body: http.IncomingMessage };

const RETRIED = new Set([408, 429, 500, 502, 503, 504]);

/** Requests to one S3 server over kept-alive connections. Every failure is StorageUnavailable, or the signal's reason. */
export class S3Requests {
	private readonly module: typeof http | typeof https;
	private readonly agent: http.Agent;

	constructor(
		readonly address: S3Address,
		private readonly patience: Patience = PATIENT
	) {
		this.module = address.origin.startsWith('https:') ? https : http;
		this.agent = new this.module.Agent({ keepAlive: true, maxFreeSockets: 16 });
	}

	/** The server's answer of any status; its body must be read or destroyed. Failures that may pass are tried again. */
	async send(call: Call, patience: Patience = this.patience): Promise<Answer> {
		const begun = Date.now();
		for (let tried = 1; ; tried += 1) {
			const last = tried >= patience.tries || Date.now() - begun > patience.giveUp;
			try {
				const answer = await this.once(call, patience);
				if (last || !RETRIED.has(answer.status)) return answer;
				answer.body.destroy();
			} catch (error) {
				call.signal?.throwIfAborted();
				if (last) throw this.broken(error);
			}
			// Jitter, so that the processes that failed together do not come back together.
			const pause = patience.backoff * 2 ** (tried - 1) * (0.5 + Math.random() / 2);
			await wait(pause, undefined, { signal: call.signal });
		}
	}

	private broken(error: unknown): Error {
		const code = error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
		return unavailable(`The file store at ${this.address.origin} did not answer (${code}).`, error);
	}

	private async once(call: Call, patience: Patience): Promise<Answer> {
		const url = this.address.origin + call.path;
		const extra: Record<string, string> = { ...call.headers };
		if (call.body) extra['x-amz-content-sha256'] = call.body.sha256;
		const headers = await signHeaders(this.address, { method: call.method, url, headers: extra });
		if (call.body || call.method === 'PUT') headers['content-length'] = String(call.body?.size ?? 0);
		const { method, signal } = call;
		const request = this.module.request(url, {
			method,
			headers,
			agent: this.agent,
			timeout: patience.silence,
			signal
		});
		request.on('timeout', () => request.destroy(silent()));
		const answer = new Promise<Answer>((resolve, reject) => {
			request.on('error', reject);
			request.on('response', (body) => {
				// From here on silence is measured only while somebody reads; see `patiently`.
				request.setTimeout(0);
				resolve({ status: body.statusCode ?? 0, headers: body.headers, body });
			});
		});
		// What breaks an upload also breaks the request, so it is `answer` that tells. The server may answer before the end.
		if (call.body) pipeline(call.body.open(), request).catch(() => undefined);
		else request.end();
		return answer;
	}
}

function silent(): Error {
	return Object.assign(new Error('Silence for too long'), { code: 'ETIMEDOUT' });
}

/**
 * A body as a stream that fails with StorageUnavailable when the store breaks off or falls silent while it is read. A
 * reader may be as slow as it likes.
 */
export function patiently(answer: Answer, silence: number): Readable {
	const { body } = answer;
	async function* chunks(): AsyncGenerator<Buffer> {
		const iterator = (body as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
		try {
			for (;;) {
				const timer = setTimeout(() => body.destroy(silent()), silence);
				const next = await iterator.next().finally(() => clearTimeout(timer));
				if (next.done) return;
				yield next.value;
			}
		} catch (error) {
			throw unavailable('The file store broke off in the middle of a file.', error);
		} finally {
			body.destroy();
		}
	}
	return Readable.from(chunks(), { objectMode: false, highWaterMark: 256 * 1024 });
}

/** The whole of an answer that is short by nature: an error, or a page of a list. */
export async function textIn(answer: Answer, { silence }: Patience): Promise<string> {
	let text = '';
	for await (const chunk of patiently(answer, silence)) text += String(chunk);
	return text;
}
