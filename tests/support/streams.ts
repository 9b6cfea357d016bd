import { Readable } from 'node:stream';

/** A stream in chunks of 60 KB and a bit, as a socket would bring it. */
export function streamOf(bytes: Buffer, chunk = 60_007): Readable {
	const chunks: Buffer[] = [];
	for (let at = 0; at < bytes.byteLength; at += chunk) chunks.push(bytes.subarray(at, at + chunk));
	return Readable.from(chunks);
}

/** A stream that breaks off after some bytes, as an upload does in a tunnel. */
export async function* cutAfter(bytes: Buffer): AsyncGenerator<Buffer> {
	yield* streamOf(bytes) as AsyncIterable<Buffer>;
	throw new Error('the client went away');
}
