import { pipeline, type Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { CustomerExport } from '#hub/privacy/export.ts';
import type { FilesArchive } from '#hub/privacy/export-files.ts';
import { downloadHeaders } from '#platform/file-types/disposition.ts';
import { webStream } from '#platform/storage/web-stream.ts';

/** Compressed bytes that a page fetches before anybody has asked for them (issue 4). */
const UNASKED = 200_000;

const takesGzip = (request: Request) =>
	/(?:^|,)\s*gzip\s*(?:,|$|;(?!\s*q=0(?:\.0*)?\s*(?:,|$)))/i.test(
		request.headers.get('accept-encoding') ?? ''
	);

/** The end of the one is the end of the other, whichever ends and why: what broke off never looks whole. */
const gzipped = (text: Readable): Readable => pipeline(text, createGzip(), () => undefined);

const jsonHeaders = (name: string, compressed: boolean, size: number | null = null) => ({
	...downloadHeaders({ name: `${name} data.json`, type: 'application/json; charset=utf-8', size }),
	vary: 'accept-encoding',
	...(compressed && { 'content-encoding': 'gzip' })
});

/** All of it, as it is read. `name`: whose it is, for the file's name. */
export function sendData(request: Request, { text }: CustomerExport, name: string): Response {
	const compressed = takesGzip(request);
	return new Response(webStream(compressed ? gzipped(text) : text), {
		headers: jsonHeaders(name, compressed)
	});
}

/** All of it if it is small, for a page that fetches it unasked; otherwise 204, and nothing of it. */
export async function sendSmallData(
	request: Request,
	{ text }: CustomerExport,
	name: string
): Promise<Response> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of gzipped(text) as AsyncIterable<Buffer>) {
		size += chunk.length;
		if (size > UNASKED || !takesGzip(request)) return tooMuch();
		chunks.push(chunk);
	}
	return new Response(new Uint8Array(Buffer.concat(chunks)), { headers: jsonHeaders(name, true, size) });
}

/** No error, which a browser would write to its console: nothing went wrong. */
const tooMuch = () => new Response(null, { status: 204, headers: { 'cache-control': 'private, no-store' } });

export const sendArchive = ({ zip }: Pick<FilesArchive, 'zip'>, name: string): Response =>
	new Response(zip, {
		headers: downloadHeaders({ name: `${name}.zip`, type: 'application/zip', size: null })
	});
