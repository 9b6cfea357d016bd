import contentDispositionPackage from 'content-disposition';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { naughtyStrings, withoutCorpora } from '#support/shared.ts';
import { contentDisposition, downloadHeaders, mayBeShown, pictureHeaders } from './disposition.ts';
import { cleanName, diskName, extensionOf } from './names.ts';

const bytes = (text: string) => Buffer.byteLength(text);
const parsed = (name: string) =>
	contentDispositionPackage.parse(contentDisposition(name)).parameters['filename'] ?? '';

describe('a name that a person gave to a file', () => {
	test.each([
		['plain', 'Invoice 7.pdf', 'Invoice 7.pdf'],
		['with emoji, joined ones too', 'Ana 👩‍👩‍👧 💇‍♀️.jpg', 'Ana 👩‍👩‍👧 💇‍♀️.jpg'],
		['in Arabic with its marks', 'صورة\u200f (1).png', 'صورة\u200f (1).png'],
		['that hides its extension', 'invoice\u202efdp.exe', 'invoicefdp.exe'],
		['that hides it with isolates', 'a\u2066\u2067b\u2069.exe', 'ab.exe'],
		['with line breaks', 'a\r\nSet-Cookie: b=1.txt', 'a Set-Cookie: b=1.txt'],
		['with control characters', 'a\u0000b\u0007c\u009b.txt', 'abc.txt'],
		['with half an emoji', 'a\ud83d.txt', 'a\ufffd.txt'],
		['of spaces only', ' \t ', 'file'],
		['that is empty', '', 'file'],
		['with quotes and backslashes', 'a "b" \\c\\.txt', 'a "b" \\c\\.txt']
	])('%s is kept as far as it is safe to show', (_, given, kept) => {
		expect(cleanName(given)).toBe(kept);
	});

	test.each([
		['../../etc/passwd', '.._.._etc_passwd'],
		['C:\\Users\\ana\\a.txt', 'C:_Users_ana_a.txt'],
		['..', 'file'],
		['.', 'file'],
		['.htaccess', '.htaccess']
	])('%s makes no path on a disk', (given, kept) => {
		expect(diskName(given)).toBe(kept);
	});

	test('too long keeps its extension and loses no half character', () => {
		const long = cleanName(`${'é'.repeat(200)}.jpeg`);
		expect(bytes(long)).toBeLessThanOrEqual(255);
		expect(long).toMatch(/^é+\.jpeg$/);
		const families = cleanName(`${'👩‍👩‍👧'.repeat(20)}.png`);
		expect(families).toMatch(/^(👩‍👩‍👧)+\.png$/u);
		expect(bytes(cleanName('x'.repeat(255)))).toBe(255);
		expect(bytes(cleanName(`a.${'x'.repeat(300)}`))).toBe(255);
	});

	test.each([
		['a.pdf', '.pdf'],
		['a.tar.gz', '.gz'],
		['a', ''],
		['.htaccess', ''],
		['a.', ''],
		['a.b c', '']
	])('%s has the extension "%s"', (name, extension) => {
		expect(extensionOf(name)).toBe(extension);
	});
});

describe('the header of a download', () => {
	test('carries any name that there can be', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
				expect(contentDisposition(name)).toMatch(/^attachment; [\x20-\x7e]+$/);
				expect(parsed(name)).toBe(diskName(name));
				expect(bytes(parsed(name))).toBeLessThanOrEqual(255);
			}),
			{ numRuns: 500 }
		);
	});

	test.skipIf(withoutCorpora)(`carries 500 naughty strings${withoutCorpora}`, () => {
		const names = naughtyStrings();
		expect(names.length).toBeGreaterThan(500);
		for (const name of names) {
			expect(() => new Headers({ 'content-disposition': contentDisposition(name) })).not.toThrow();
			expect(parsed(name)).toBe(diskName(name));
			const lettersOf = (text: string) => text.replace(/[^\p{L}\p{N}\p{Emoji}\p{P}\p{S}]|[/\\_]/gu, '');
			if (bytes(name) < 255 && /[\p{L}\p{N}]/u.test(name))
				expect(lettersOf(parsed(name))).toBe(lettersOf(name));
		}
	});

	test('lets a browser neither show, run, sniff nor keep a file', () => {
		expect(downloadHeaders({ name: 'a.html', type: 'application/octet-stream', size: 3 })).toEqual({
			'content-type': 'application/octet-stream',
			'content-length': '3',
			'content-disposition': 'attachment; filename="a.html"',
			'x-content-type-options': 'nosniff',
			'content-security-policy': "sandbox; default-src 'none'",
			'cache-control': 'private, no-store',
			'cross-origin-resource-policy': 'same-origin',
			'referrer-policy': 'same-origin',
			'x-robots-tag': 'noindex'
		});
	});

	test('shows pictures of our own making and nothing else', () => {
		expect(pictureHeaders({ type: 'image/webp', size: 3 })['content-disposition']).toBe('inline');
		for (const type of ['image/svg+xml', 'text/html', 'image/gif', 'image/jpeg', 'application/pdf']) {
			expect(mayBeShown(type)).toBe(false);
			expect(() => pictureHeaders({ type, size: 3 })).toThrow(TypeError);
		}
	});
});
