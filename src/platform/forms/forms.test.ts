import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { BodyTooLarge } from '#platform/http-bodies.ts';
import { FormBrokenOff, FormTooLarge, readForm } from './forms.ts';
import { line } from './text.ts';

const greeting = z.strictObject({ hello: z.string() });

/** A form of which `begin` arrives before reading it fails. */
function broken(begin: string, error: Error): Request {
	const body = new ReadableStream({
		start: (controller) => controller.enqueue(new TextEncoder().encode(begin)),
		pull: (controller) => controller.error(error)
	});
	const headers = { 'content-type': 'application/x-www-form-urlencoded' };
	// `duplex` is asked for by Node and unknown to the types of a browser.
	const sent: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' };
	return new Request('https://hub.example', sent);
}

describe('a form that does not arrive', () => {
	it('says that it broke off when its sender goes away', async () => {
		const gone = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
		await expect(readForm(broken('hello=', gone), greeting)).rejects.toBeInstanceOf(FormBrokenOff);
	});

	it('says that it is too large when the server in front refused to read on', async () => {
		await expect(readForm(broken('hello=', new BodyTooLarge('over')), greeting)).rejects.toBeInstanceOf(
			FormTooLarge
		);
	});

	it('is read when it does arrive', async () => {
		const body = new URLSearchParams({ hello: 'Carla' });
		const request = new Request('https://hub.example', { method: 'POST', body });
		expect(await readForm(request, greeting)).toMatchObject({ ok: true, data: { hello: 'Carla' } });
	});
});

describe('a line', () => {
	const name = line('The name', 200);

	it.each([
		'\u202e',
		'\u200b\u200d',
		'\u2066\u2069',
		'\u00ad',
		'\u3164',
		'\u2800',
		'\ufe0f',
		'\u{e0041}',
		' \u00a0\u3000 ',
		''
	])('of nothing that is seen is missing: %j', (text) => {
		expect(name.safeParse(text).error?.issues.map(({ message }) => message)).toEqual([
			'The name is missing.'
		]);
	});

	it('of control characters is named as what it is', () => {
		expect(name.safeParse('\u0000\u0007').error?.issues[0]?.message).toMatch(/cannot be kept/);
	});

	it.each([
		'李',
		'مريم\u200cالهاشمي',
		'علی‌رضا',
		'👩🏽‍🚀',
		'❤️',
		'🏴\u{e0067}\u{e007f}',
		'\u202eOrla',
		'O',
		'한'
	])('in any script is kept as it is: %s', (text) => {
		expect(name.parse(text)).toBe(text.normalize('NFC'));
	});
});
