import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { naughtyStrings, withoutCorpora } from '#support/shared.ts';
import { readMultipart, UPLOAD, type Limits } from './multipart.ts';

const LIMITS: Limits = { ...UPLOAD, fileSize: 1000, idle: 200 };
type Got = { field: string; value?: string; name?: string; type?: string; bytes?: Buffer };

async function partsOf(request: Request, limits: Limits = LIMITS): Promise<Got[]> {
	const parts: Got[] = [];
	for await (const part of readMultipart(request, limits)) {
		if (part.kind === 'field') parts.push({ field: part.field, value: part.value });
		else {
			const chunks: Uint8Array[] = [];
			for await (const chunk of part.stream) chunks.push(chunk);
			parts.push({ field: part.field, name: part.name, type: part.type, bytes: Buffer.concat(chunks) });
		}
	}
	return parts;
}

function post(body: BodyInit | null, headers: Record<string, string> = {}): Request {
	return new Request('http://localhost/', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
}

function form(...parts: [string, string | File][]): Request {
	const data = new FormData();
	for (const [name, value] of parts) data.append(name, value);
	return post(data);
}

const BOUNDARY = { 'content-type': 'multipart/form-data; boundary=xyz' };
const raw = (...parts: string[]) =>
	post(Buffer.from(`${parts.map((p) => `--xyz\r\n${p}\r\n`).join('')}--xyz--\r\n`), BOUNDARY);
const file = (name: string, content = 'abc') =>
	`Content-Disposition: form-data; name="file"; ${name}\r\nContent-Type: text/plain\r\n\r\n${content}`;

describe('a form with files', () => {
	test('gives its fields and files in their order', async () => {
		const bytes = randomBytes(1000);
		const request = form(
			['label', 'Farbkarte – 2026 ✨'],
			['file', new File([bytes], 'a.jpg', { type: 'image/jpeg' })],
			['note', ''],
			['file', new File([], 'empty.txt', { type: 'text/plain' })]
		);
		expect(await partsOf(request)).toEqual([
			{ field: 'label', value: 'Farbkarte – 2026 ✨' },
			{ field: 'file', name: 'a.jpg', type: 'image/jpeg', bytes },
			{ field: 'note', value: '' },
			{ field: 'file', name: 'empty.txt', type: 'text/plain', bytes: Buffer.alloc(0) }
		]);
	});

	test('passes over a file that its reader leaves or never opens', async () => {
		const big = new File([randomBytes(900_000)], 'big');
		const request = form(['a', big], ['b', big], ['c', 'the end']);
		const seen: string[] = [];
		for await (const part of readMultipart(request, { ...LIMITS, fileSize: 1_000_000 })) {
			seen.push(part.field);
			if (part.field === 'a')
				for await (const chunk of (part as { stream: AsyncIterable<Uint8Array> }).stream) if (chunk) break;
		}
		expect(seen).toEqual(['a', 'b', 'c']);
	});

	test('without a chosen file has none, which is an error only where one is needed', async () => {
		const label = 'Content-Disposition: form-data; name="label"\r\n\r\nx';
		const request = () => raw(label, file('filename=""', ''));
		expect(await partsOf(request())).toEqual([{ field: 'label', value: 'x' }]);
		await expect(partsOf(request(), { ...LIMITS, fileNeeded: true })).rejects.toMatchObject({
			code: 'NoFile',
			status: 400
		});
	});

	test('that stops half way is left in peace', async () => {
		for await (const part of readMultipart(
			form(['a', new File([randomBytes(500)], 'x')], ['b', 'y']),
			LIMITS
		)) {
			expect(part.field).toBe('a');
			break;
		}
	});
});

describe('the name of a file', () => {
	test.each([
		['plain', 'filename="a b.txt"', 'a b.txt'],
		['UTF-8 as every browser sends it', 'filename="Zoë 👩‍🎨 صورة.txt"', 'Zoë 👩‍🎨 صورة.txt'],
		['a quote as browsers send it', 'filename="a %22b%22.txt"', 'a "b".txt'],
		['a quote as curl sends it', 'filename="a \\"b\\".txt"', 'a "b".txt'],
		['a backslash as browsers send it', 'filename="a\\b.txt"', 'a\\b.txt'],
		['a backslash as curl sends it', 'filename="a\\\\b.txt"', 'a\\b.txt'],
		['a path', 'filename="../../etc/passwd"', '../../etc/passwd'],
		['a semicolon', 'filename="a; name=b.txt"', 'a; name=b.txt'],
		['line breaks as browsers send them', 'filename="a%0D%0Ab.txt"', 'a\r\nb.txt'],
		['a token without quotes', 'filename=a.txt', 'a.txt'],
		['the extended form of RFC 5987', "filename*=UTF-8''Zo%C3%AB%20%E2%9C%A8.txt", 'Zoë ✨.txt'],
		['broken UTF-8', 'filename="a%FFb.txt"', 'a%FFb.txt']
	])('with %s is decoded', async (_, disposition, name) => {
		expect((await partsOf(raw(file(disposition))))[0]?.name).toBe(name);
	});

	test.skipIf(withoutCorpora)(`survives whatever it is: 500 naughty strings${withoutCorpora}`, async () => {
		// Browsers leave a backslash as it is and other programs double it, so one before another or at the end is lost.
		const names = naughtyStrings().filter((name) => name && !/\\(?:\\|"|$)/.test(name));
		expect(names.length).toBeGreaterThan(480);
		for (const name of names) {
			const [got] = await partsOf(form(['file', new File(['x'], name)]));
			// A browser's form writes a lone line feed as CR LF, and these two can not be told apart afterwards.
			const asSent = name.toWellFormed().replace(/\r\n|\r|\n/g, '\n');
			expect(got?.name?.replace(/\r\n|\r|\n/g, '\n')).toBe(asSent);
		}
	});
});

describe('a form that is too much', () => {
	test.each([999, 1000])('is not one with a file of %i of 1000 bytes', async (size) => {
		expect((await partsOf(form(['file', new File([randomBytes(size)], 'a')])))[0]?.bytes?.byteLength).toBe(
			size
		);
	});

	test.each([
		['a file one byte over the limit', () => form(['file', new File([randomBytes(1001)], 'a')]), 'TooLarge'],
		['a file far over the limit', () => form(['file', new File([randomBytes(900_000)], 'a')]), 'TooLarge'],
		['a long field', () => form(['note', 'x'.repeat(65 * 1024)]), 'FieldTooLong'],
		[
			'many fields',
			() => form(...Array.from({ length: 51 }, (): [string, string] => ['a', 'b'])),
			'TooManyParts'
		],
		[
			'many files',
			() => form(...Array.from({ length: 21 }, (): [string, File] => ['a', new File(['x'], 'b')])),
			'TooManyParts'
		],
		['a long end', () => post(Buffer.from(`--xyz--\r\n${'x'.repeat(7_000_000)}`), BOUNDARY), 'TooLarge']
	])('is refused with 413: %s', async (_, request, code) => {
		await expect(partsOf(request())).rejects.toMatchObject({ code, status: 413 });
	});
});

describe('a form that is none', () => {
	test.each([
		[
			'another type',
			() => post('a=b', { 'content-type': 'application/x-www-form-urlencoded' }),
			'NotMultipart',
			415
		],
		['no type', () => post(Buffer.from('a=b')), 'NotMultipart', 415],
		['no boundary', () => post('x', { 'content-type': 'multipart/form-data' }), 'NotMultipart', 415],
		[
			'an empty boundary',
			() => post('x', { 'content-type': 'multipart/form-data; boundary=' }),
			'NotMultipart',
			415
		],
		['no body', () => post(null, BOUNDARY), 'Truncated', 400],
		['an empty body', () => post('', BOUNDARY), 'Truncated', 400],
		[
			'a boundary longer than any',
			() => post('x', { 'content-type': `multipart/form-data; boundary=${'x'.repeat(300)}` }),
			'NotMultipart',
			415
		],
		['another boundary', () => post('--abc\r\n\r\n--abc--', BOUNDARY), 'Truncated', 400],
		[
			'only a header',
			() => post('--xyz\r\nContent-Disposition: form-data; name="file"; fi', BOUNDARY),
			'Truncated',
			400
		]
	])('is refused: %s', async (_, request, code, status) => {
		await expect(partsOf(request())).rejects.toMatchObject({ code, status });
	});

	test('is refused wherever it is cut', async () => {
		const whole = Buffer.from(
			await raw(
				'Content-Disposition: form-data; name="a"\r\n\r\nb',
				file('filename="c"', 'd'.repeat(50))
			).arrayBuffer()
		);
		const end = whole.lastIndexOf('--xyz--') + '--xyz--'.length;
		expect(await partsOf(post(whole.subarray(0, end), BOUNDARY))).toHaveLength(2);
		for (let cut = 0; cut < end; cut += 1)
			await expect(partsOf(post(whole.subarray(0, cut), BOUNDARY))).rejects.toMatchObject({
				code: 'Truncated'
			});
	});

	test('never hangs or crashes on what is garbled', async () => {
		const whole = Buffer.from(
			await raw(file('filename="c"', 'd'.repeat(50)), file('filename="e"')).arrayBuffer()
		);
		for (let i = 0; i < 300; i += 1) {
			const garbled = Buffer.from(whole);
			for (let j = 0; j < 3; j += 1)
				garbled[randomBytes(2).readUInt16LE() % whole.length] = randomBytes(1)[0] ?? 0;
			const outcome = await partsOf(post(garbled, BOUNDARY)).catch(
				(error: unknown) => (error as { code: string }).code
			);
			if (typeof outcome === 'string')
				expect(['Truncated', 'Malformed', 'TooLarge', 'TooManyParts']).toContain(outcome);
		}
	});
});

describe('a client that falls silent', () => {
	const begin = Buffer.from(`--xyz\r\n${file('filename="a"', 'begin')}`);
	const slowly = (more: (n: number) => Uint8Array | null, every: number) => {
		let cancelled = false;
		let sent = 0;
		const body = new ReadableStream<Uint8Array>({
			start: (controller) => controller.enqueue(begin),
			async pull(controller) {
				await new Promise((resolve) => setTimeout(resolve, every));
				const next = more(sent++);
				if (next) controller.enqueue(next);
			},
			cancel() {
				cancelled = true;
			}
		});
		return { request: post(body, BOUNDARY), cancelled: () => cancelled };
	};

	test.each([
		['altogether', () => null, 10_000],
		['but for a byte now and then', () => new Uint8Array(1), 20]
	])('%s is told so, and then cut off', async (_, more, every) => {
		const { request, cancelled } = slowly(more, every);
		const begun = Date.now();
		await expect(partsOf(request, { ...LIMITS, fileSize: 1_000_000 })).rejects.toMatchObject({
			code: 'Stuck',
			status: 408
		});
		expect(Date.now() - begun).toBeLessThan(1_000);
		await expect.poll(cancelled, { timeout: 4_000 }).toBe(true);
	});

	test('is waited for as long as it makes progress, however slow we are ourselves', async () => {
		const end = Buffer.from('\r\n--xyz--');
		const { request } = slowly((n) => (n < 8 ? new Uint8Array(2000) : end), 60);
		const stop = new ReadableStream<Uint8Array>({
			async start(controller) {
				for await (const chunk of request.body ?? []) {
					controller.enqueue(chunk);
					if (Buffer.from(chunk).includes('--xyz--')) break;
				}
				controller.close();
			}
		});
		let size = 0;
		for await (const part of readMultipart(post(stop, BOUNDARY), { ...LIMITS, fileSize: 1_000_000 })) {
			await new Promise((resolve) => setTimeout(resolve, 400));
			if (part.kind === 'file') for await (const chunk of part.stream) size += chunk.byteLength;
		}
		expect(size).toBe(8 * 2000 + 5);
	});
});
