import { crc32 } from 'node:zlib';

export type ZipEntry = { name: string; bytes: Buffer };

/**
 * A ZIP archive of files as they are, uncompressed (PKWARE APPNOTE 4.3), with UTF-8 names. For a handful of small files: all of it
 * is in memory, and names must be plain and unique.
 */
export function storedZip(entries: ZipEntry[]): Buffer {
	const files: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const { name, bytes } of entries) {
		const path = Buffer.from(name);
		const about = Buffer.alloc(26);
		about.writeUInt16LE(20, 0);
		about.writeUInt16LE(0x0800, 2);
		about.writeUInt16LE(MIDNIGHT, 8);
		about.writeUInt32LE(crc32(bytes), 10);
		about.writeUInt32LE(bytes.length, 14);
		about.writeUInt32LE(bytes.length, 18);
		about.writeUInt16LE(path.length, 22);
		const tail = Buffer.alloc(14);
		tail.writeUInt32LE(offset, 10);
		files.push(Buffer.from('PK\x03\x04', 'latin1'), about, path, bytes);
		directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), about, tail, path);
		offset += 30 + path.length + bytes.length;
	}
	const length = directory.reduce((sum, part) => sum + part.length, 0);
	const end = Buffer.alloc(22);
	end.write('PK\x05\x06', 0, 'latin1');
	end.writeUInt16LE(entries.length, 8);
	end.writeUInt16LE(entries.length, 10);
	end.writeUInt32LE(length, 12);
	end.writeUInt32LE(offset, 16);
	return Buffer.concat([...files, ...directory, end]);
}

/** 1 January 1980, the first day that the format knows. */
const MIDNIGHT = 0x21;
