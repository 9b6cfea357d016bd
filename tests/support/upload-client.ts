import { randomBytes } from 'node:crypto';
import { request as ask, type ClientRequest } from 'node:http';

const BOUNDARY = 'xyz0123456789';
const BEGIN = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`;
const END = `\r\n--${BOUNDARY}--\r\n`;
const CHUNK = randomBytes(64 * 1024);

export type Upload = {
	port: number;
	path?: string;
	headers?: Record<string, string>;
	/** Bytes of the file. */
	size: number;
	/** What is said to come, when it is not what comes. */
	contentLength?: number;
	/** Breaks the connection after so many bytes of the file. */
	cutAt?: number;
	/** Says no more after so many bytes of the file. */
	hangAt?: number;
};

/** `status` is null when the connection broke before an answer. */
export type Outcome = { status: number | null; body: string };

async function send(
	request: ClientRequest,
	{ size, cutAt = Infinity, hangAt = Infinity }: Upload
): Promise<void> {
	const write = async (chunk: string | Buffer): Promise<void> => {
		if (!request.write(chunk))
			await new Promise<void>((resolve) => request.once('drain', resolve).once('close', resolve));
	};
	await write(BEGIN);
	for (let sent = 0; sent < size && !request.destroyed;) {
		if (sent >= hangAt) return;
		if (sent >= cutAt) {
			request.destroy();
			return;
		}
		const chunk = CHUNK.subarray(0, Math.min(CHUNK.byteLength, size - sent));
		sent += chunk.byteLength;
		await write(chunk);
	}
	request.end(END);
}

/** Posts a form with one file over a connection of its own, byte for byte as told. */
export function upload(task: Upload): Promise<Outcome> {
	const contentLength = task.contentLength ?? BEGIN.length + task.size + END.length;
	return new Promise((resolve) => {
		const request = ask({
			host: '127.0.0.1',
			port: task.port,
			method: 'POST',
			path: task.path ?? '/',
			agent: false,
			headers: {
				...task.headers,
				'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
				...(Number.isNaN(contentLength) ? {} : { 'content-length': contentLength })
			}
		});
		request.on('response', (response) => {
			let body = '';
			response.on('data', (chunk: Buffer) => (body += String(chunk)));
			response.on('close', () => resolve({ status: response.statusCode ?? null, body }));
		});
		request.on('error', () => resolve({ status: null, body: '' }));
		void send(request, task);
	});
}
