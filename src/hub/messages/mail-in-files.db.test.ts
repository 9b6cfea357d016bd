import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readWhole } from '#platform/storage/storage.ts';
import type { TestInstance } from '#support/instance.ts';
import { mail } from '#support/mails.ts';
import { joins, organization, person } from '#support/people.ts';
import { kept, openWrittenTo, writtenTo, type WrittenTo } from '#support/writing-in.ts';
import { mailFrame } from './mail-frame.ts';
import { receiveMail } from './mail-in.ts';

let hub: TestInstance;
let orgId: WrittenTo['orgId'];
let olga: WrittenTo['olga'];
let anna: WrittenTo['anna'];
let annasCase: WrittenTo['annasCase'];
let receive: WrittenTo['receive'];

beforeAll(async () => {
	hub = await openWrittenTo();
});
afterAll(() => hub.close());
beforeEach(async () => {
	({ orgId, olga, anna, annasCase, receive } = await writtenTo(hub));
});

const details = async (messageId: string) =>
	(await hub.fresh.owner`select details, unverified from messages where id = ${messageId}`)[0];

describe('what comes with a mail', () => {
	const picture = Buffer.from(
		'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
		'base64'
	);
	const link = () => `https://hub.example.com/c/${anna.token}`;
	const rich = () =>
		mail({
			headers: ['Content-Type: multipart/related; boundary=b'],
			body: [
				'--b',
				'Content-Type: text/html',
				'',
				`<p>Hi <img src="cid:one@mail"><img src="https://evil.example/p.gif"><a href="${link()}">my page</a></p><script>x</script>`,
				'--b',
				'Content-Type: image/png',
				'Content-ID: <one@mail>',
				'Content-Transfer-Encoding: base64',
				'',
				picture.toString('base64'),
				'--b',
				'Content-Type: text/plain; name="../a.txt"',
				'Content-Disposition: attachment; filename="../a.txt"',
				'Content-Transfer-Encoding: base64',
				'',
				Buffer.from(`Two lines\r\n${link()}\n`).toString('base64'),
				'--b--'
			].join('\r\n')
		});

	test('is kept byte for byte, and shown in its frame', async () => {
		const { messageId, inquiryId } = kept(await receive(rich()));
		const files = await hub.fresh.owner<
			{ name: string; key: string; type: string; contentId: string | null; size: number }[]
		>`
			select name, object_key as key, content_type as type, content_id as "contentId", size::int from attachments where message_id = ${messageId} order by content_id`;
		expect(files.map(({ name, type, contentId }) => ({ name, type, contentId }))).toEqual([
			{ name: 'image.png', type: 'image/png', contentId: 'one@mail' },
			{ name: '../a.txt', type: 'text/plain', contentId: null }
		]);
		expect((await readWhole(hub.storage, files[0]?.key ?? '', 1000)).equals(picture)).toBe(true);
		const shown = await mailFrame(hub, olga, { inquiryId, messageId, remoteImages: false });
		expect(shown.document).toContain(`src="data:image/png;base64,${picture.toString('base64')}"`);
		expect(shown.document).toMatch(/Show pictures/);
		expect(shown.document).not.toMatch(/src="https:|<script/);
		expect(shown.policy).toMatch(/default-src 'none'.*sandbox(?!.*allow-scripts)/);
		const asked = await mailFrame(hub, olga, { inquiryId, messageId, remoteImages: true });
		expect(asked.document).toContain('src="https://evil.example/p.gif"');
		const neighbour = await organization(hub.fresh.owner, 'Neighbour');
		const nora = await joins(hub.fresh.owner, await person(hub.fresh.owner, 'Nora'), neighbour, 'owner');
		await expect(mailFrame(hub, nora, { inquiryId, messageId, remoteImages: false })).rejects.toMatchObject({
			refusal: 'not-found'
		});
		await expect(
			mailFrame(hub, olga, { inquiryId: annasCase, messageId, remoteImages: false })
		).rejects.toMatchObject({ refusal: 'not-found' });
	});

	test('leaves no portal link behind, neither in the database nor in storage', async () => {
		const { owner } = hub.fresh;
		await receive(rich());
		await receive(
			mail({ subject: link(), body: `Hi\r\n\r\nOn 3 Nov 2025 at 10:00, Salon wrote:\r\n> ${link()}` })
		);
		const piece = anna.token.slice(3, 40);
		const tables = await owner<
			{ name: string }[]
		>`select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`;
		for (const { name } of tables) {
			const [found] =
				await owner`select count(*)::int as n from ${owner(name)} as t where t::text like ${`%${piece}%`}`;
			expect(found, name).toEqual({ n: 0 });
		}
		const folder = join(hub.config.dataDir, 'objects');
		for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
			if (entry.isFile())
				expect((await readFile(join(entry.parentPath, entry.name))).includes(piece)).toBe(false);
	});

	test('a mail that cannot be read is kept whole, as a file', async () => {
		const unreadable = Buffer.from(
			`${mail({ headers: ['Content-Type: multipart/mixed; boundary=b'], body: '' }).toString()}${'--b\r\n\r\nx\r\n'.repeat(200_000)}--b--\r\n${link()}\r\n`
		);
		const { messageId, inquiryId } = kept(await receive(unreadable));
		expect(await details(messageId)).toEqual({ details: { unreadable: true }, unverified: true });
		expect(await hub.fresh.owner`select customer_id, status from inquiries where id = ${inquiryId}`).toEqual([
			{ customer_id: null, status: 'open' }
		]);
		const [file] = await hub.fresh.owner<{ key: string; name: string; size: number }[]>`
			select object_key as key, name, size::int from attachments where message_id = ${messageId}`;
		expect(file).toMatchObject({ name: 'message.eml', size: unreadable.length });
		const bytes = await readWhole(hub.storage, file?.key ?? '', 10_000_000);
		expect(bytes.toString()).toBe(unreadable.toString().replace(anna.token, 'x'.repeat(43)));
	});

	test('a mail that trips us up is kept whole, too', async () => {
		const { mailReader } = hub;
		const read: typeof mailReader.read = async (...given) => ({
			...(await mailReader.read(...given)),
			body: 'a\0b'
		});
		const tripping = { ...hub, mailReader: { ...mailReader, read } } as TestInstance;
		const { messageId } = kept(
			await receiveMail(tripping, orgId, { raw: mail({}), recipient: null, receivedAt: null })
		);
		expect(await details(messageId)).toMatchObject({ details: { unreadable: true } });
	});

	test('nothing of it stays when storage or database fail, and it is taken once they work', async () => {
		const raw = rich();
		const broken = {
			...hub,
			storage: { ...hub.storage, put: () => Promise.reject(new Error('the disk is gone')) }
		} as TestInstance;
		await expect(receiveMail(broken, orgId, { raw, recipient: null, receivedAt: null })).rejects.toThrow(
			'the disk is gone'
		);
		expect(
			await hub.fresh.owner`select from messages where org_id = ${orgId} and direction = 'inbound'`
		).toHaveLength(0);
		expect((await receive(raw)).outcome).toBe('kept');
	});
});
