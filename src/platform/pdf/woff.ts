import { inflateSync } from 'node:zlib';

const HEADER = 44;
const ENTRY = 20;

/**
 * A WOFF 1.0 file (W3C) as the OpenType font that it was made from. The library that reads fonts would inflate each table anew
 * whenever it looks into it.
 */
export function fontOfWoff(woff: Buffer): Buffer {
	if (woff.toString('latin1', 0, 4) !== 'wOFF') throw new TypeError('this is no WOFF file');
	const count = woff.readUInt16BE(12);
	const tables = Array.from({ length: count }, (_, index) => {
		const at = HEADER + index * ENTRY;
		const [offset, packed, size] = [4, 8, 12].map((more) => woff.readUInt32BE(at + more));
		const bytes = woff.subarray(offset, (offset ?? 0) + (packed ?? 0));
		return {
			head: woff.subarray(at, at + 4),
			checksum: woff.readUInt32BE(at + 16),
			content: packed === size ? bytes : inflateSync(bytes)
		};
	});
	const directory = Buffer.alloc(12 + count * 16);
	directory.writeUInt32BE(woff.readUInt32BE(4), 0);
	directory.writeUInt16BE(count, 4);
	const power = 2 ** Math.floor(Math.log2(count));
	directory.writeUInt16BE(power * 16, 6);
	directory.writeUInt16BE(Math.log2(power), 8);
	directory.writeUInt16BE(count * 16 - power * 16, 10);
	const parts: Uint8Array[] = [directory];
	let offset = directory.length;
	for (const [index, { head, checksum, content }] of tables.entries()) {
		const at = 12 + index * 16;
		head.copy(directory, at);
		directory.writeUInt32BE(checksum, at + 4);
		directory.writeUInt32BE(offset, at + 8);
		directory.writeUInt32BE(content.length, at + 12);
		const padding = (4 - (content.length % 4)) % 4;
		parts.push(content, Buffer.alloc(padding));
		offset += content.length + padding;
	}
	return Buffer.concat(parts);
}
