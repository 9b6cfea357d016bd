import { createHash } from 'node:crypto';
import PostalMime from 'postal-mime';
import { afterAll, describe, expect, test } from 'vitest';
import { openTestMailReader } from '#support/mail-reader.ts';
import { bombs, mail } from '#support/mails.ts';
import { corpusMails, withoutCorpora } from '#support/shared.ts';
import { ReaderClosed, UnreadableMail } from './mail-reader.ts';

const links = { letter: 'c', length: 43, host: 'hub.example.com' };
const options = { links, authenticationServer: null };
const reader = openTestMailReader();
const strict = openTestMailReader({ time: 300, threads: 1 });
afterAll(() => Promise.all([reader.close(), strict.close()]));

describe('a mail', () => {
	test('is read with its addresses, its references and its parts', async () => {
		const raw = mail({
			from: '"Berg, Anna" <Anna@Example.com>',
			to: 'Salon <salon@example.com>, team: b@example.com, c@example.com;',
			subject: '=?utf-8?B?R3LDvMOfZQ==?=\r\n again',
			messageId: '<one@mail.example>',
			headers: [
				'In-Reply-To: <two@hub.example>',
				'References: <zero@x> junk\r\n <two@hub.example>',
				'Delivered-To: box+tag@in.example'
			],
			body: 'Yes!\r\n\r\n-- \r\nAnna\r\n\r\nOn 3 Nov 2025 at 10:00, Salon wrote:\r\n> When?'
		});
		expect(await reader.read(raw, options)).toMatchObject({
			messageId: '<one@mail.example>',
			inReplyTo: ['<two@hub.example>'],
			references: ['<zero@x>', '<two@hub.example>'],
			from: { name: 'Berg, Anna', address: 'Anna@Example.com' },
			to: [{ address: 'salon@example.com' }, { address: 'b@example.com' }, { address: 'c@example.com' }],
			deliveredTo: ['box+tag@in.example'],
			subject: 'Grüße again',
			date: new Date('2025-11-03T09:00:00Z'),
			body: 'Yes!',
			signature: '-- \nAnna',
			quoted: 'On 3 Nov 2025 at 10:00, Salon wrote:\n> When?',
			html: null,
			automatic: null,
			report: null,
			vouched: false
		});
	});

	test('was taken by the first server on its way, which says so in its lowest line', async () => {
		const headers = [
			'Received: from b by c; Mon, 3 Nov 2025 10:05:00 +0100',
			'Received: from a by b (one; two)\r\n id 7;\r\n Mon, 3 Nov 2025 10:00:00 +0100 (CET)'
		];
		const { takenAt } = await reader.read(mail({ headers }), options);
		expect(takenAt).toEqual(new Date('2025-11-03T09:00:00Z'));
		for (const headers of [[], ['Received: from a by b'], ['Received: from a by b; yesterday']])
			expect((await reader.read(mail({ headers }), options)).takenAt, headers[0]).toBeNull();
	});

	test('with two senders has none that could be believed', async () => {
		for (const from of [
			'anna@example.com, ben@example.com',
			'anna@example.com\r\nFrom: ben@example.com',
			'',
			'nobody'
		]) {
			const read = await reader.read(mail({ from }), options);
			expect(read.from, from).toBeNull();
		}
	});

	test.each([
		['iso-8859-1', 'latin1', 'Grüße'],
		['utf-8', 'utf8', 'Grüße 👋 こんにちは'],
		['utf-16le', 'utf16le', 'Grüße']
	] as const)('in %s is read in it', async (charset, encoding, text) => {
		const head = mail({
			headers: [`Content-Type: text/plain; charset=${charset}`, 'Content-Transfer-Encoding: base64'],
			body: ''
		});
		const raw = Buffer.concat([head, Buffer.from(Buffer.from(text, encoding).toString('base64'))]);
		expect((await reader.read(raw, options)).body).toBe(text);
	});

	test('that does not say its charset is read as people write today', async () => {
		const head = mail({ headers: ['Content-Type: text/plain'], body: '' });
		const read = (text: string, encoding: BufferEncoding) =>
			reader.read(Buffer.concat([head, Buffer.from(text, encoding)]), options);
		expect((await read('Grüße', 'utf8')).body).toBe('Grüße');
		expect((await read('Grüße', 'latin1')).body).toBe('Grüße');
		const named = mail({ subject: 'Grüße', from: 'Jörg <j@example.com>' }).toString();
		const { subject, from } = await reader.read(Buffer.from(named, 'latin1'), options);
		expect({ subject, name: from?.name }).toEqual({ subject: 'Grüße', name: 'Jörg' });
	});

	test('keeps no secret link in any of its parts', async () => {
		const token = 'Ab-_9zQ7wErTyUiOpAsDfGhJkLzXcVbNm1234567-_x';
		const link = `https://hub.example.com/c/${token}`;
		const encoded = (text: string) => Buffer.from(text).toString('base64');
		const body = [
			'--b',
			'Content-Type: text/plain; charset=utf-16le',
			'Content-Transfer-Encoding: base64',
			'',
			Buffer.from(`See ${link}`, 'utf16le').toString('base64'),
			'--b',
			'Content-Type: text/html',
			'Content-Transfer-Encoding: quoted-printable',
			'',
			`<a href=3D"https://x.example/?u=3D${encodeURIComponent(link)}">${link.slice(0, 40)}=`,
			`${link.slice(40)}</a>`,
			'--b',
			'Content-Type: message/rfc822',
			'Content-Disposition: attachment',
			'',
			'Subject: old',
			'Content-Transfer-Encoding: base64',
			'',
			encoded(`Look: ${link}`),
			'--b',
			'Content-Type: text/csv; name=a.csv',
			'Content-Transfer-Encoding: base64',
			'',
			encoded(`1,${link}`),
			'--b--'
		].join('\r\n');
		const raw = mail({
			subject: `=?utf-8?B?${encoded(link)}?=`,
			headers: ['Content-Type: multipart/mixed; boundary=b'],
			body
		});
		const read = await reader.read(raw, options);
		expect(read.files).toHaveLength(2);
		const texts = [
			JSON.stringify({ ...read, files: read.files.map(({ name }) => name) }),
			...read.files.map(({ content }) => Buffer.from(content).toString())
		];
		texts.push(...texts.map((text) => Buffer.from(text.split(/\s/).at(-1) ?? '', 'base64').toString()));
		for (const text of texts)
			expect(decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, ''))).not.toContain(token.slice(5, 30));
		expect(read.html).toContain('hub.example.com');
		const hidden = Buffer.from(await reader.hide(raw, links)).toString();
		expect(hidden).toContain('Subject: ');
		expect(hidden).not.toContain(token.slice(5, 30));
	});
});

describe(`the corpus of mails${withoutCorpora}`, () => {
	const mails = corpusMails();
	const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

	test.runIf(mails.length)('is read to the last mail, in its charsets', async () => {
		const texts = new Map<string, string>();
		for (const { name, bytes } of mails) {
			const started = performance.now();
			const read = await reader.read(bytes, options);
			expect(performance.now() - started, name).toBeLessThan(2000);
			texts.set(name, `${read.subject}\n${read.body}\n${read.quoted}`);
		}
		expect(texts.get('japanese_iso_2022.eml')).toContain('すみません');
		expect(texts.get('japanese_shift_jis.eml')).toMatch(/[ぁ-ん]/);
		expect(texts.get('ks_c_5601-1987.eml')).toMatch(/[가-힣]/);
		const unreadable = [...texts]
			.filter(([, text]) => text.includes('\ufffd'))
			.map(([name]) => name)
			.sort();
		// These were saved damaged: the marks are their own.
		expect(unreadable).toEqual(['content_transfer_encoding_empty.eml', 'must_supply_encoding.eml']);
		expect(texts.get('invalid_subject_characters.eml')).toContain('Formação');
	});

	test.runIf(mails.length)('gives every attachment byte for byte', async () => {
		let compared = 0;
		for (const { name, bytes } of mails) {
			const { files } = await reader.read(bytes, options);
			const decoded = await decodedParts(bytes);
			for (const { content, name: file } of files) {
				// What was not encoded stands in the mail as it is; what was, another library decodes as well.
				const same = bytes.includes(Buffer.from(content)) || decoded.has(sha(content));
				expect(same, `${name}: ${file}`).toBe(true);
				compared++;
			}
		}
		expect(compared).toBeGreaterThan(30);
	});

	async function decodedParts(bytes: Buffer): Promise<Set<string>> {
		const { attachments } = await PostalMime.parse(bytes, { attachmentEncoding: 'arraybuffer' });
		return new Set(attachments.map(({ content }) => sha(new Uint8Array(content as ArrayBuffer))));
	}

	test.runIf(mails.length)('is told apart from what machines sent', async () => {
		const kinds: Record<string, string[]> = {};
		for (const { name, bytes } of mails) {
			const { automatic } = await reader.read(bytes, options);
			if (automatic) (kinds[automatic] ??= []).push(name);
		}
		for (const name of [
			'report_422.eml',
			'report_530.eml',
			'multi_address_bounce1.eml',
			'multipart_report_multiple_status.eml'
		])
			expect(kinds['bounce']).toContain(name);
		expect(kinds['reply'] ?? []).toEqual([]);
		const report = mails.find(({ name }) => name === 'report_530.eml');
		expect((await reader.read(report?.bytes ?? Buffer.alloc(0), options)).report).toMatchObject({
			action: 'failed',
			status: '5.3.0'
		});
	});
});

describe('a mail that is made to hurt', () => {
	test.each(Object.entries(bombs))(
		'by %s is read or given up, and this thread never waits',
		async (_, make) => {
			const raw = make();
			const [reading, longest] = await withLongestPause(() =>
				reader.read(raw, options).catch((error: unknown) => error)
			);
			expect(
				reading instanceof UnreadableMail ||
					(reading !== null && typeof reading === 'object' && 'body' in reading)
			).toBe(true);
			// A machine that others keep busy pauses everybody for a while.
			expect(longest).toBeLessThan(1000);
		}
	);

	test('is given up when its time is over, and the next one is read', async () => {
		const slow = Buffer.concat([mail({}), Buffer.from('\r\n/c/\r\n'.repeat(8_000_000))]);
		await expect(strict.read(slow, options)).rejects.toThrow(/more than 0.3 s/);
		await expect(reader.read(Buffer.from('\0\0\0'), options)).resolves.toMatchObject({
			body: '',
			from: null
		});
		const next = openTestMailReader({ threads: 1 });
		const answers = await Promise.all(
			['one', 'two', 'three'].map((body) => next.read(mail({ body }), options))
		);
		expect(answers.map(({ body }) => body)).toEqual(['one', 'two', 'three']);
		await next.close();
		await expect(next.read(mail({}), options)).rejects.toThrow(ReaderClosed);
	});

	/** The longest time in which nothing else could run here, in milliseconds. */
	async function withLongestPause<T>(work: () => Promise<T>): Promise<[T, number]> {
		let [last, longest] = [performance.now(), 0];
		const timer = setInterval(() => {
			longest = Math.max(longest, performance.now() - last);
			last = performance.now();
		}, 5);
		try {
			return [await work(), longest];
		} finally {
			clearInterval(timer);
		}
	}
});
