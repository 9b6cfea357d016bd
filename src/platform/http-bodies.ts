import type { IncomingMessage, ServerResponse } from 'node:http';

/** What reading a body ends with that turned out larger than its route takes; the answer is 413, whatever becomes of it. */
export class BodyTooLarge extends Error {
	readonly code = 'BODY_TOO_LARGE';
}

/** Milliseconds that a body which nobody wants may go on arriving. */
const UNREAD = 5_000;
/** Time for a body: what a poor line needs for the most that its route takes. Bytes a second, and milliseconds on top. */
const SLOWEST = 16 * 1024;
const GRACE = 30_000;

/**
 * Cuts the connection of a body that has not come whole in the time that a poor line would need. The server's own time
 * limit only asks whether anything comes: a byte a minute would hold a request open for ever.
 */
export function cutLateBody(request: IncomingMessage, limit: number, grace = GRACE): void {
	const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
	if (encoding === undefined && !Number(length)) return;
	const cut = setTimeout(
		() => {
			if (!request.complete) request.destroy();
		},
		grace + (limit / SLOWEST) * 1000
	).unref();
	request.once('close', () => clearTimeout(cut));
}

/**
 * Reads on and drops what is left of a body, so that the client gets to read the answer and the connection can serve its
 * next request; but not for ever. Whoever took the body before and let it lie gets nothing more of it.
 */
export function dropRest(request: IncomingMessage): void {
	if (request.complete || request.destroyed) return;
	request.removeAllListeners('data');
	request.resume();
	const cut = setTimeout(() => request.destroy(), UNREAD).unref();
	request.once('close', () => clearTimeout(cut));
}

export const tooLargeSentence = (limit: number): string =>
	`This is too large: at most ${Math.floor(limit / 2 ** 20)} MB may be sent here.`;

/** A body without a declared length is counted as it arrives; over the limit the handler meets an error and the answer is 413. */
export function countBody(request: IncomingMessage, response: ServerResponse, limit: number): void {
	if (request.headers['transfer-encoding'] === undefined) return;
	const emit = request.emit.bind(request);
	let size = 0;
	request.emit = (event: string | symbol, ...values: unknown[]): boolean => {
		if (event === 'end' && size > limit) return false;
		if (event !== 'data') return emit(event, ...values);
		const before = size;
		size += (values[0] as Buffer).length;
		if (size <= limit) return emit(event, ...values);
		if (before > limit) return false;
		// Who has answered already, or does not read, meets no error: an error that nobody hears would end the process.
		if (response.headersSent || request.listenerCount('error') === 0) return false;
		refuse(response);
		return emit('error', new BodyTooLarge(tooLargeSentence(limit)));
	};
}

/** Whatever the handler makes of its error, the client is told what was wrong. */
function refuse(response: ServerResponse): void {
	const writeHead = response.writeHead.bind(response) as (...values: unknown[]) => ServerResponse;
	response.setHeader('connection', 'close');
	response.writeHead = (_: number, ...rest: unknown[]) => writeHead(413, ...rest);
}
