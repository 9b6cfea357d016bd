import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { corpusFiles, withoutCorpora } from '#support/shared.ts';
import { detectType, Head, HEAD_SIZE } from './detect.ts';

const text = (content: string) => Buffer.from(content);
const OCTETS = 'application/octet-stream';
const ZIP = Buffer.from('504b0506000000000000000000000000000000000000', 'hex');
const CFB = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(512)]);

describe('what a file is kept as', () => {
	test.each([
		['HTML', 'a.html', text('<html><script>alert(1)</script>'), OCTETS, 'document'],
		['HTML called a picture', 'a.png', text('<html><script>alert(1)</script>'), OCTETS, 'image'],
		['HTML called text', 'a.txt', text('<html><script>alert(1)</script>'), 'text/plain', 'document'],
		['an SVG', 'a.svg', text('<svg xmlns="http://www.w3.org/2000/svg"/>'), OCTETS, 'image'],
		['an SVG called XML', 'a.xml', text('<?xml version="1.0"?><svg/>'), OCTETS, 'other'],
		['a script', 'a.js', text('alert(1)'), OCTETS, 'other'],
		['a table', 'prices.CSV', text('a,b\n1,2'), 'text/csv', 'spreadsheet'],
		['binary called text', 'a.txt', Buffer.from([1, 0, 2]), OCTETS, 'document'],
		['nothing', 'empty', Buffer.alloc(0), OCTETS, 'other'],
		['an archive', 'a.zip', ZIP, 'application/zip', 'archive'],
		['an archive called a PDF', 'a.pdf', ZIP, 'application/zip', 'archive'],
		[
			'an archive called a workbook',
			'a.xlsx',
			ZIP,
			'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
			'spreadsheet'
		],
		['an old workbook', 'a.xls', CFB, 'application/vnd.ms-excel', 'spreadsheet'],
		['an old mail', 'a.msg', CFB, OCTETS, 'other'],
		['a picture called a script', 'a.js', text('GIF89a/*'), 'image/gif', 'image']
	])('%s (%s)', async (_, name, bytes, type, category) => {
		expect(await detectType(bytes, name)).toMatchObject({ type, category });
	});

	test.skipIf(withoutCorpora)(
		`no file of the corpus is kept as what a browser runs${withoutCorpora}`,
		async () => {
			const found: Record<string, number> = {};
			for (const { name, bytes } of corpusFiles()) {
				const { type, category, picture } = await detectType(bytes.subarray(0, HEAD_SIZE), name);
				expect(type).not.toMatch(/html|xml(?!formats)|svg|script|css|font/);
				found[category] = (found[category] ?? 0) + 1;
				if (picture) expect(category).toBe('image');
			}
			for (const category of ['image', 'archive', 'audio', 'video'])
				expect(found[category]).toBeGreaterThan(5);
			expect(found['pdf']).toBe(1);
		}
	);

	test('no text that a file begins with can crash the detection', async () => {
		for (const { bytes } of corpusFiles())
			for (const length of [1, 7, 16, 33, 64]) await detectType(bytes.subarray(0, length), 'a.bin');
	});
});

describe('the head of a passing stream', () => {
	test('is remembered up to its size while every byte passes', async () => {
		const head = new Head();
		const chunks = Array.from({ length: 10 }, (_, i) => Buffer.alloc(1000, i));
		const passed = await Readable.from(head.through(Readable.from(chunks))).toArray();
		const whole = Buffer.concat(chunks);
		expect(Buffer.concat(passed as Buffer[]).equals(whole)).toBe(true);
		expect(head.bytes.equals(whole.subarray(0, HEAD_SIZE))).toBe(true);
	});

	test('of a short stream is all of it', async () => {
		const head = new Head();
		await Readable.from(head.through(Readable.from([Buffer.from('ab'), Buffer.from('c')]))).toArray();
		expect(head.bytes.toString()).toBe('abc');
	});
});
