/** Bytes in pieces of one size, whatever the sizes they came in; only the last may be shorter, or empty when nothing came. */
export async function* pieces(
	source: AsyncIterable<Uint8Array>,
	size: number
): AsyncGenerator<{ bytes: Buffer; last: boolean }> {
	let waiting: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of source) {
		waiting.push(chunk);
		length += chunk.byteLength;
		// A full piece is handed on once it is known that another byte follows.
		if (length <= size) continue;
		const bytes = Buffer.concat(waiting, length);
		let at = 0;
		for (; length - at > size; at += size) yield { bytes: bytes.subarray(at, at + size), last: false };
		waiting = [bytes.subarray(at)];
		length -= at;
	}
	yield { bytes: Buffer.concat(waiting, length), last: true };
}
