import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequest, setResponse } from '@sveltejs/kit/node';
import { isMultipartError } from '#platform/multipart/errors.ts';
import { readMultipart, type Limits } from '#platform/multipart/multipart.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import { newKey } from '#platform/storage/keys.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { webStream } from '#platform/storage/web-stream.ts';

async function keepFiles(request: Request, storage: Storage, limits: Limits): Promise<Response> {
	const kept: { key: string; name: string; size: number; sha256: string }[] = [];
	try {
		for await (const part of readMultipart(request, limits)) {
			if (part.kind === 'field') continue;
			const key = newKey();
			const signal = AbortSignal.timeout(600_000);
			const stored = await storage.put(key, part.stream, { limit: limits.fileSize, signal });
			kept.push({ key, name: part.name, ...stored });
		}
		return Response.json(kept);
	} catch (error) {
		for (const { key } of kept) await storage.delete(key);
		if (!isMultipartError(error) && !isStorageError(error)) throw error;
		return Response.json({ code: error.code }, { status: error.status });
	}
}

async function giveFile(key: string, storage: Storage): Promise<Response> {
	const found = await storage.get(key);
	if (!found) return new Response(null, { status: 404 });
	return new Response(webStream(found.stream), { headers: { 'content-length': String(found.size) } });
}

/**
 * A server that keeps what is posted to it and gives it back by key. Requests pass through the very functions that carry
 * them between node:http and the web application in production.
 */
export async function startUploadServer(storage: Storage, limits: Limits, port = 0): Promise<Server> {
	const server = createServer((incoming, outgoing) => {
		void (async () => {
			const request = await getRequest({
				request: incoming,
				base: 'http://localhost',
				bodySizeLimit: Number.POSITIVE_INFINITY
			});
			const key = new URL(request.url).pathname.slice(1);
			const answer =
				request.method === 'POST' ? await keepFiles(request, storage, limits) : await giveFile(key, storage);
			await setResponse(outgoing, answer);
		})();
	});
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	return server;
}

export function portOf(server: Server): number {
	return (server.address() as AddressInfo).port;
}
