import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hideInBytes, hideInText, type SecretLinks } from './hidden-links.ts';

const links: SecretLinks = { letter: 'c', length: 43, host: 'my-hub.example.com:8443' };
const origin = `https://${links.host}`;
/** Has every character that somebody encodes. */
const token = 'Ab-_9zQ7wErTyUiOpAsDfGhJkLzXcVbNm1234567-_x';
const link = `${origin}/c/${token}`;
const hidden = `${origin}/c/${'x'.repeat(43)}`;
const hide = (text: string) => {
	const bytes = Buffer.from(text);
	hideInBytes(bytes, links);
	return bytes.toString();
};
const quotedPrintable = (text: string, width: number) =>
	[...text.replaceAll('=', '=3D')]
		.map((sign, n) => (n % width === width - 1 ? `${sign}=\r\n` : sign))
		.join('');
const base64Lines = (text: string) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n');

describe('a secret link', () => {
	test('is hidden where it stands, and the rest stays', () => {
		expect(token).toHaveLength(43);
		expect(hideInText(`Your page: ${link}. Bye`, links)).toBe(`Your page: ${hidden}. Bye`);
		expect(hide(`<a href="${link}">${link}</a>`)).toBe(`<a href="${hidden}">${hidden}</a>`);
		expect(hide(`${link}/files/1?a=b`)).toBe(`${hidden}/files/1?a=b`);
		expect(hide(`http://old-address.example/c/${token}`)).not.toContain(token);
	});

	test('is hidden in every way in which mail programs and scanners write it', () => {
		const proofpoint = `${links.host}/c/${token}`
			.replace(/[-_:]/g, (sign) => `-${sign.charCodeAt(0).toString(16).toUpperCase()}`)
			.replaceAll('/', '_');
		const written: Record<string, string> = {
			'URL-encoded': `https://safe.example/?url=${encodeURIComponent(link)}&data=1`,
			'URL-encoded twice': `https://safe.example/?url=${encodeURIComponent(encodeURIComponent(link))}`,
			'URL-encoded with every sign': `https://safe.example/?u=${[...link].map((s) => `%${s.charCodeAt(0).toString(16)}`).join('')}`,
			'urldefense, version 2': `https://urldefense.proofpoint.com/v2/url?u=https-3A__${proofpoint}&d=Dw`,
			'urldefense, version 3': `https://urldefense.com/v3/__${link}__;!!abc$`,
			JSON: JSON.stringify({ link }).replaceAll('/', '\\/'),
			'HTML entities': link.replaceAll('/', '&#x2F;'),
			'quoted and broken': `> ${link.slice(0, 50)}\r\n> ${link.slice(50)}\r\n> Bye`,
			flowed: `${link.slice(0, 45)} \r\n${link.slice(45)}`,
			'UTF-16': `${Buffer.from(link, 'utf16le').toString('latin1')}\0`
		};
		for (const [how, text] of Object.entries(written)) {
			const bytes = Buffer.from(text, 'latin1');
			expect(hideInBytes(bytes, links), how).toBeGreaterThan(0);
			const left = bytes.toString('latin1');
			expect(left, how).toHaveLength(text.length);
			expect(left.replace(/[\0\s>]/g, ''), how).toMatch(/xxxxxxxxxxxx/);
			for (const piece of [token.slice(4, 12), token.slice(-8, -3)])
				expect(left.replace(/[\0\s>]/g, ''), how).not.toContain(piece);
		}
	});

	test('is hidden in quoted-printable, wherever its lines break', () => {
		for (let width = 3; width < 77; width++) {
			const left = hide(quotedPrintable(`see ${link} there`, width));
			expect(left.replaceAll('=\r\n', ''), `${width}`).toBe(quotedPrintable(`see ${hidden} there`, 999));
		}
	});

	test('is hidden in base64, at every offset, and in base64 within base64', () => {
		for (let offset = 0; offset < 80; offset++) {
			const text = `${'a'.repeat(offset)} ${link} and more`;
			const mail = `Content-Transfer-Encoding: base64\r\n\r\n${base64Lines(text)}\r\n\r\n--end`;
			const left = hide(mail);
			expect(left, `${offset}`).toHaveLength(mail.length);
			expect(Buffer.from(left.slice(37, -9), 'base64').toString()).toBe(text.replace(link, hidden));
		}
		const inner = `X: y\r\n\r\n${base64Lines(`Hello ${link}`)}\r\n`;
		const left = hide(`A: b\r\n\r\n${base64Lines(inner)}\r\n`);
		const opened = Buffer.from(left.slice(8), 'base64').toString();
		expect(Buffer.from(opened.slice(8), 'base64').toString()).toBe(`Hello ${hidden}`);
	});

	test('is all that changes: other bytes stay as they are', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 2000 }), (random) => {
				const bytes = Buffer.from(random);
				expect(hideInBytes(bytes, links)).toBe(0);
				expect(bytes.equals(random)).toBe(true);
			})
		);
		// As it would come about by chance in every megabyte or two of base64.
		const chance = `${'QUJD'.repeat(30)}/c/${'Ab1'.repeat(15)}/c/${'Ab1'.repeat(15)}`;
		for (const text of [
			chance,
			`Content-Type: a/b\r\n\r\n${chance.slice(100)}\r\n`,
			`<img src="data:image/png;base64,${chance}">`
		])
			expect(hide(text)).toBe(text);
		for (const text of [
			`${origin}/r/${token}`,
			`${origin}/c/short`,
			'a/c/d',
			base64Lines(randomBytes(900).toString('hex'))
		])
			expect(hide(text)).toBe(text);
	});

	test('is looked for in 20 MB within seconds, whatever they hold', () => {
		const million = 1_000_000;
		for (const text of [
			'/c/'.repeat(6 * million),
			'/c/abc=\r\n'.repeat(2 * million),
			'%2Fc%252525'.repeat(2 * million),
			base64Lines('/c/ab'.repeat(3 * million))
		]) {
			const started = performance.now();
			hide(text);
			expect(performance.now() - started).toBeLessThan(8000);
		}
	});
});
