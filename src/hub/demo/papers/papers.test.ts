import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { aftercareSheet, colourCare } from './aftercare.ts';
import { weddingContract } from './contract.ts';
import { priceList } from './price-list.ts';
import { storedZip } from './zip.ts';

/** Reads an archive back by its directory, as unpacking programs do (PKWARE APPNOTE 4.3.12 and 4.3.16). */
function unpack(zip: Buffer): { name: string; bytes: Buffer; sound: boolean }[] {
	const end = zip.length - 22;
	expect(zip.readUInt32LE(end)).toBe(0x06054b50);
	let at = zip.readUInt32LE(end + 16);
	return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
		expect(zip.readUInt32LE(at)).toBe(0x02014b50);
		const [sum, size, nameLength] = [
			zip.readUInt32LE(at + 16),
			zip.readUInt32LE(at + 24),
			zip.readUInt16LE(at + 28)
		];
		const local = zip.readUInt32LE(at + 42);
		expect(zip.readUInt32LE(local)).toBe(0x04034b50);
		const begin = local + 30 + zip.readUInt16LE(local + 26);
		const bytes = zip.subarray(begin, begin + size);
		const name = zip.subarray(at + 46, at + 46 + nameLength).toString();
		at += 46 + nameLength;
		return { name, bytes, sound: crc32(bytes) === sum };
	});
}

test('an archive holds its files as they went in', () => {
	const files = [
		{ name: 'Timetable.txt', bytes: Buffer.from('07:30 coffee') },
		{ name: 'Für Zoë – früh.txt', bytes: Buffer.alloc(70_000, 'x') },
		{ name: 'empty', bytes: Buffer.alloc(0) }
	];
	expect(unpack(storedZip(files))).toEqual(files.map((file) => ({ ...file, sound: true })));
});

describe('a paper of the salon', () => {
	test.each([
		['contract', () => weddingContract(new Date())],
		['aftercare sheet', () => aftercareSheet(new Date())],
		['colour care', colourCare],
		['price list', priceList]
	])('%s is a PDF of one page', async (_, write) => {
		const pdf = (await write()).toString('latin1');
		expect(pdf).toMatch(/^%PDF-1\.\d/);
		expect(pdf).toMatch(/%%EOF\s*$/);
		expect(pdf.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1);
	});
});
