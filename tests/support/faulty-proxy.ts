import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Fault =
	| 'none'
	/** Takes the request and says nothing. */
	| 'hang'
	/** Carries the request out and breaks the connection instead of answering. */
	| 'lose the answer'
	/** Answers with the status, before or instead of passing the request on. */
	| { status: number; body?: string }
	/** Breaks the connection after so many bytes came from the client. */
	| { cutUpload: number }
	/** Breaks the connection, or falls silent, after so many bytes went to the client. */
	| { cutDownload: number }
	| { hangDownload: number };

export type FaultyProxy = { port: number; stop(): void; seen: string[] };

/** A proxy before an HTTP server on this machine that asks for each request what shall go wrong. */
export async function startFaultyProxy(
	target: number,
	fault: (request: IncomingMessage, tries: number) => Fault
): Promise<FaultyProxy> {
	const seen: string[] = [];
	const server = createServer((request, response) => {
		seen.push(request.method ?? '');
		const wanted = fault(request, seen.length);
		if (wanted === 'hang') return;
		if (typeof wanted === 'object' && 'status' in wanted) {
			response.writeHead(wanted.status).end(wanted.body);
			return;
		}
		forward(target, request, response, wanted);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		port: (server.address() as AddressInfo).port,
		seen,
		stop() {
			server.closeAllConnections();
			server.close();
		}
	};
}

function forward(
	target: number,
	request: IncomingMessage,
	response: ServerResponse,
	fault: Exclude<Fault, { status: number }>
): void {
	const { method, url, headers } = request;
	const onward = ask({ host: '127.0.0.1', port: target, method, path: url, headers }, (answer) => {
		if (fault === 'lose the answer') {
			answer.resume().on('end', () => response.destroy());
			return;
		}
		response.writeHead(answer.statusCode ?? 0, answer.headers);
		let sent = 0;
		answer.on('data', (chunk: Buffer) => {
			sent += chunk.byteLength;
			if (typeof fault === 'object' && 'cutDownload' in fault && sent > fault.cutDownload) response.destroy();
			else if (!(typeof fault === 'object' && 'hangDownload' in fault && sent > fault.hangDownload))
				response.write(chunk);
		});
		answer.on('end', () => {
			if (typeof fault !== 'object') response.end();
		});
	});
	onward.on('error', () => response.destroy());
	let taken = 0;
	request.on('data', (chunk: Buffer) => {
		taken += chunk.byteLength;
		if (typeof fault === 'object' && 'cutUpload' in fault && taken > fault.cutUpload) {
			response.destroy();
			onward.destroy();
		} else onward.write(chunk);
	});
	request.on('end', () => onward.end());
	request.on('error', () => onward.destroy());
}
