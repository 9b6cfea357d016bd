import type { Readable } from 'node:stream';

/**
 * A stream as the body of a web `Response`. Node's own `Readable.toWeb` takes its mark of bytes for a number of chunks
 * and so reads far ahead of a slow client; this one asks for a chunk only when one is wanted. The store's stream is
 * destroyed when the client goes away.
 */
export function webStream(stream: Readable): ReadableStream<Uint8Array> {
	const iterator = (stream as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const next = await iterator.next();
				if (next.done) controller.close();
				else controller.enqueue(next.value);
			},
			cancel() {
				stream.destroy();
			}
		},
		{ highWaterMark: 0 }
	);
}
