import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { merging } from '#hub/merges/schema.ts';
import { mergeCustomers } from '#hub/merges/verbs.ts';
import { newMessageId } from '#hub/outbox/links.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { readWhole } from '#platform/storage/storage.ts';
import { customer, type TestCustomer } from '#support/customers.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { mail } from '#support/mails.ts';
import { joins, organization, person } from '#support/people.ts';
import { corpusMails, withoutCorpora } from '#support/shared.ts';
import { mailFrame } from './mail-frame.ts';
import { organizationAt, receiveMail, type Reception } from './mail-in.ts';
import { replyAddress } from './reply-address.ts';

let hub: TestInstance;
let orgId: string;
let olga: Member;
let anna: TestCustomer;
/** Anna's case, which the salon answered with `ours`. */
let annasCase: string;
let ours: string;

beforeAll(async () => {
	hub = await openTestInstance({
		ORIGIN: 'https://hub.example.com',
		MAIL_AUTHENTICATION_SERVER: 'mx.salon.example'
	});
});
afterAll(() => hub.close());

beforeEach(async () => {
	const { owner } = hub.fresh;
	orgId = await organization(owner, 'Studio Lumi');
	olga = await joins(owner, await person(owner, 'Olga Owner'), orgId, 'owner');
	anna = await customer(owner, orgId, 'Anna Berg');
	await owner`update customers set email = 'Anna@example.com', email_normalized = 'anna@example.com' where id = ${anna.id}`;
	annasCase = randomUUID();
	ours = newMessageId(hub);
	await owner`insert into inquiries (org_id, id, number, customer_id, subject) values (${orgId}, ${annasCase}, 1, ${anna.id}, 'Wedding')`;
	await owner`update organizations set last_case_number = 1 where id = ${orgId}`;
	await owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, message_id, state, sent_at)
		values (${orgId}, ${annasCase}, ${anna.id}, 'outbound', 'email', 'Would Tuesday suit you?', ${ours}, 'sent', now())`;
	await owner`update inquiries set status = 'closed', closed_at = now(), outcome = 'won' where id = ${annasCase}`;
});

const receive = (raw: Buffer, recipient: string | null = null) =>
	receiveMail(hub, orgId, { raw, recipient, receivedAt: null });
function kept(reception: Reception) {
	if (reception.outcome !== 'kept') throw new Error(`the mail was ${reception.outcome}`);
	return reception;
}
async function caseOf(inquiryId: string) {
	const [row] = await hub.fresh.owner<
		{
			status: string;
			subject: string;
			customerId: string | null;
			name: string | null;
			email: string | null;
			lastLine: string | null;
			source: string;
		}[]
	>`select status, subject, customer_id as "customerId", name, email, last_line as "lastLine", source from inquiries
		left join customers on customers.id = customer_id where inquiries.id = ${inquiryId}`;
	return row;
}
async function messageOf(id: string) {
	const [row] = await hub.fresh
		.owner`select body, channel, direction, automatic, unverified, details, state, messages.message_id as "messageId",
			from_address as "from", subject, quoted, signature, html
		from messages left join message_mails on message_mails.message_id = messages.id where messages.id = ${id}`;
	return row;
}
const inAnnasCase = async () =>
	(await hub.fresh.owner`select from messages where inquiry_id = ${annasCase}`).length;
const replyTo = () => replyAddress(hub.secrets, 'box@in.example', orgId, annasCase);

describe('a mail of somebody unknown', () => {
	test('makes her a customer with a case', async () => {
		const raw = mail({
			from: 'Carla New <Carla@new.example>',
			subject: 'Re: AW: A question',
			body: 'Hello!\r\n\r\n-- \r\nCarla'
		});
		const { inquiryId, messageId } = kept(await receive(raw));
		expect(await caseOf(inquiryId)).toMatchObject({
			status: 'open',
			subject: 'A question',
			name: 'Carla New',
			email: 'Carla@new.example',
			lastLine: 'Hello!',
			source: 'email'
		});
		expect(await messageOf(messageId)).toMatchObject({
			body: 'Hello!',
			signature: '-- \nCarla',
			channel: 'email',
			direction: 'inbound',
			state: 'received',
			unverified: true,
			automatic: false,
			subject: 'Re: AW: A question',
			from: 'Carla@new.example'
		});
	});

	test('calls her as she calls herself, but for signs that would turn the words around her name round', async () => {
		const name = Buffer.from('ليلى \u202eحداد\u2066').toString('base64');
		const { inquiryId } = kept(await receive(mail({ from: `=?utf-8?B?${name}?= <layla@new.example>` })));
		expect(await caseOf(inquiryId)).toMatchObject({ name: 'ليلى حداد' });
	});

	test('calls her by her address when nothing of her name is seen', async () => {
		const name = Buffer.from('\u200b\u2800').toString('base64');
		const { inquiryId } = kept(await receive(mail({ from: `=?utf-8?B?${name}?= <zoe@new.example>` })));
		expect(await caseOf(inquiryId)).toMatchObject({ name: 'zoe@new.example' });
	});

	test('makes her one customer, however many she sends at once', async () => {
		const found = await Promise.all(
			Array.from({ length: 6 }, () => receive(mail({ from: 'carla@new.example' })))
		);
		expect(new Set(found.map((one) => kept(one).inquiryId)).size).toBe(6);
		const rows = await hub.fresh
			.owner`select from customers where org_id = ${orgId} and email_normalized = 'carla@new.example'`;
		expect(rows).toHaveLength(1);
	});

	test('is marked as verified only by the word of our own server', async () => {
		const vouched = 'Authentication-Results: mx.salon.example; dmarc=pass header.from=new.example';
		const said = kept(await receive(mail({ from: 'c@new.example', headers: [vouched] })));
		const forged = kept(
			await receive(mail({ from: 'c@new.example', headers: [vouched.replace('mx.salon', 'mx.evil')] }))
		);
		expect((await messageOf(said.messageId))?.['unverified']).toBe(false);
		expect((await messageOf(forged.messageId))?.['unverified']).toBe(true);
	});
});

describe('a mail of a customer', () => {
	test('without a reference opens a new case of hers', async () => {
		const { inquiryId } = kept(await receive(mail({ from: 'ANNA@example.com', subject: 'Wedding' })));
		expect(inquiryId).not.toBe(annasCase);
		expect(await caseOf(inquiryId)).toMatchObject({ customerId: anna.id, subject: 'Wedding' });
	});

	test('joins and reopens her case by its reply address, wherever that stands', async () => {
		const address = replyTo();
		for (const raw of [
			mail({}),
			mail({ to: address }),
			mail({ headers: [`Cc: x@y.z, ${address}`] }),
			mail({ headers: [`Delivered-To: ${address}`] })
		]) {
			await hub.fresh
				.owner`update inquiries set status = 'closed', closed_at = now() where id = ${annasCase}`;
			const inEnvelope = !raw.includes(address);
			expect(kept(await receive(raw, inEnvelope ? address : null)).inquiryId).toBe(annasCase);
			expect((await caseOf(annasCase))?.status).toBe('open');
		}
	});

	test('joins her case by a reference to a mail of ours', async () => {
		for (const header of [`In-Reply-To: ${ours}`, `References: <other@x>\r\n ${ours} <more@x>`])
			expect(kept(await receive(mail({ headers: [header] }))).inquiryId).toBe(annasCase);
	});

	test('to a case that is deleted, or closed too long ago by the setting, opens one that continues it', async () => {
		const { owner } = hub.fresh;
		await owner`update organizations set new_case_after_days = 30 where id = ${orgId}`;
		await owner`update inquiries set closed_at = now() - interval '40 days' where id = ${annasCase}`;
		const { inquiryId } = kept(await receive(mail({ headers: [`In-Reply-To: ${ours}`] })));
		const [row] = await owner`select previous_id as previous from inquiries where id = ${inquiryId}`;
		expect(row).toEqual({ previous: annasCase });
		await owner`update inquiries set closed_at = now(), deleted_at = now() where id = ${annasCase}`;
		expect(kept(await receive(mail({ headers: [`In-Reply-To: ${ours}`] }))).inquiryId).not.toBe(annasCase);
		expect((await caseOf(annasCase))?.status).toBe('closed');
	});
});

describe('somebody else', () => {
	test('joins no case, whatever she forges', async () => {
		const address = replyTo();
		const other = await organization(hub.fresh.owner, 'Neighbour');
		const foreign = replyAddress(hub.secrets, 'box@in.example', other, annasCase);
		const forged = [
			mail({ from: 'eve@evil.example', to: address }),
			mail({ from: 'eve@evil.example', headers: [`In-Reply-To: ${ours}`, `References: ${ours}`] }),
			mail({
				from: 'eve@evil.example',
				headers: ['Reply-To: anna@example.com', 'Sender: anna@example.com', `In-Reply-To: ${ours}`]
			}),
			mail({ from: '"anna@example.com" <eve@evil.example>', headers: [`In-Reply-To: ${ours}`] }),
			mail({ from: 'anna@example.com, eve@evil.example', headers: [`In-Reply-To: ${ours}`] }),
			mail({ from: 'eve@evil.example\r\nFrom: anna@example.com', headers: [`In-Reply-To: ${ours}`] }),
			mail({ from: 'anna@example.com\r\nFrom: eve@evil.example', headers: [`In-Reply-To: ${ours}`] }),
			mail({
				from: 'eve@evil.example',
				headers: ['Cc: anna@example.com', `Message-ID: ${randomUUID()}`],
				messageId: null,
				to: address
			}),
			mail({ from: 'anna@example.com', to: foreign }),
			mail({ from: 'anna@example.com', headers: ['References: <guessed@hub.example.com>'] }),
			mail({ from: 'anna@example.com', subject: 'Re: Wedding [CH-000001]' }),
			mail({ from: 'anna@example.com.evil.example', to: address })
		];
		const before = await inAnnasCase();
		for (const raw of forged) expect(kept(await receive(raw)).inquiryId, String(raw)).not.toBe(annasCase);
		expect(await inAnnasCase()).toBe(before);
		expect(kept(await receive(mail({ to: address }))).inquiryId, 'the case is there, and Anna may').toBe(
			annasCase
		);
	});
});

test('a copy of what we sent is no message', async () => {
	expect(await receive(mail({ messageId: ours }))).toEqual({ outcome: 'known' });
});

describe("a machine's mail", () => {
	const vacation = ['Auto-Submitted: auto-replied'];
	test('is shown in its case, which stays closed', async () => {
		const { inquiryId, messageId } = kept(
			await receive(mail({ headers: [...vacation, `In-Reply-To: ${ours}`] }))
		);
		expect(inquiryId).toBe(annasCase);
		expect(await caseOf(annasCase)).toMatchObject({ status: 'closed' });
		expect(await messageOf(messageId)).toMatchObject({ automatic: true, details: { automatic: 'reply' } });
	});

	test('that answers nothing we know waits for nobody, and makes no customer', async () => {
		const { inquiryId } = kept(
			await receive(mail({ from: 'news@shop.example', headers: ['Precedence: bulk'] }))
		);
		expect(await caseOf(inquiryId)).toMatchObject({
			status: 'closed',
			customerId: null,
			lastLine: 'Do you have time on Tuesday?'
		});
		const form = kept(
			await receive(mail({ from: 'form@site.example', headers: ['Auto-Submitted: auto-generated'] }))
		);
		expect(await caseOf(form.inquiryId)).toMatchObject({ status: 'open', email: 'form@site.example' });
	});

	const bounce = (action: string, about = ours) =>
		mail({
			from: 'MAILER-DAEMON@mx.example',
			headers: ['Return-Path: <>', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b'],
			body: [
				'--b',
				'Content-Type: text/plain',
				'',
				'Sorry',
				'--b',
				'Content-Type: message/delivery-status',
				'',
				'Reporting-MTA: dns; mx',
				'',
				'Final-Recipient: rfc822; anna@example.com',
				`Action: ${action}`,
				'Status: 5.1.1',
				'Diagnostic-Code: smtp; 550 No such user',
				'--b',
				'Content-Type: text/rfc822-headers',
				'',
				`Message-ID: ${about}`,
				'--b--'
			].join('\r\n')
		});
	const state = async () =>
		(await hub.fresh.owner`select state, failure from messages where message_id = ${ours}`)[0];

	test('about a mail of ours that came back says so on that message', async () => {
		expect(await receive(bounce('delayed'))).toEqual({ outcome: 'noted' });
		expect(await state()).toEqual({ state: 'sent', failure: null });
		expect(await receive(bounce('failed'))).toEqual({ outcome: 'noted' });
		expect(await state()).toEqual({
			state: 'failed',
			failure: 'The mail came back from anna@example.com: 550 No such user'
		});
		expect(await inAnnasCase()).toBe(1);
	});

	test.each(
		corpusMails()
			.filter(({ name }) => /(report_5|multi_address_bounce1|multipart_report_multiple)/.test(name))
			.map(({ name, bytes }) => [name, bytes.toString('latin1')] as const)
	)(`as real servers say it${withoutCorpora}: %s`, async (_name, raw) => {
		// As that server would have written it about a mail of ours.
		const about = [...raw.matchAll(/^message-id:\s*(<[^>]+>)/gim)].at(-1)?.[1] ?? '';
		expect(about).not.toBe('');
		const bytes = Buffer.from(raw.replaceAll(about, ours), 'latin1');
		expect(await receive(bytes)).toEqual({ outcome: 'noted' });
		expect(await state()).toMatchObject({
			state: 'failed',
			failure: expect.stringMatching(/^The mail came back from \S+@\S+: \S/) as string
		});
		expect(await inAnnasCase()).toBe(1);
	});

	test('about a mail that is not ours changes nothing', async () => {
		const { inquiryId } = kept(await receive(bounce('failed', '<guessed@hub.example.com>')));
		expect(await caseOf(inquiryId)).toMatchObject({ status: 'closed', customerId: null });
		expect(await state()).toMatchObject({ state: 'sent' });
	});
});

test('a mail that comes in the very moment in which its writer is merged into another joins her case', async () => {
	const { owner } = hub.fresh;
	const other = await customer(owner, orgId, 'Anna B.');
	let release = () => {};
	const held = new Promise<void>((resolve) => (release = resolve));
	const merged = asMember(hub.database, olga, async (tx) => {
		await mergeCustomers(tx, olga, other.id, merging.parse({ merged: anna.id }));
		await held;
	});
	const connections = async (what: string) =>
		(await owner.unsafe(`select from pg_stat_activity where datname = current_database() and ${what}`)).count;
	await vi.waitUntil(async () => (await connections(`state = 'idle in transaction'`)) > 0, 10_000);
	const receiving = receive(mail({ from: 'anna@example.com', headers: [`In-Reply-To: ${ours}`] }));
	await vi.waitUntil(async () => (await connections(`wait_event_type = 'Lock'`)) > 0, 10_000);
	release();
	await merged;
	const { inquiryId, messageId } = kept(await receiving);
	expect(inquiryId).toBe(annasCase);
	expect((await caseOf(annasCase))?.customerId).toBe(other.id);
	expect(await messageOf(messageId)).toMatchObject({ body: 'Do you have time on Tuesday?' });
});

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
		expect(await messageOf(messageId)).toMatchObject({ details: { unreadable: true }, unverified: true });
		expect(await caseOf(inquiryId)).toMatchObject({ customerId: null, status: 'open' });
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
		expect(await messageOf(messageId)).toMatchObject({ details: { unreadable: true } });
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

test('an organization is found by its address, with or without a tag, and by no other', async () => {
	const [{ address } = { address: '' }] = await hub.fresh.owner<
		{ address: string }[]
	>`select inbound_address as address from organizations where id = ${orgId}`;
	for (const text of [address, address.toUpperCase(), `<${address}>`, address.replace('@', '+tag@')])
		expect(await organizationAt(hub, text)).toBe(orgId);
	for (const text of ['', 'nobody@in.example', `${address}.evil.example`, 'a+b'])
		expect(await organizationAt(hub, text)).toBeNull();
});
