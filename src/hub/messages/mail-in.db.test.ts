import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { merging } from '#hub/merges/schema.ts';
import { mergeCustomers } from '#hub/merges/verbs.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { customer } from '#support/customers.ts';
import type { TestInstance } from '#support/instance.ts';
import { mail } from '#support/mails.ts';
import { organization } from '#support/people.ts';
import { corpusMails, withoutCorpora } from '#support/shared.ts';
import { kept, openWrittenTo, writtenTo, type WrittenTo } from '#support/writing-in.ts';
import { organizationAt } from './mail-in.ts';
import { replyAddress } from './reply-address.ts';

let hub: TestInstance;
let orgId: WrittenTo['orgId'];
let olga: WrittenTo['olga'];
let anna: WrittenTo['anna'];
let annasCase: WrittenTo['annasCase'];
let ours: WrittenTo['ours'];
let receive: WrittenTo['receive'];

beforeAll(async () => {
	hub = await openWrittenTo();
});
afterAll(() => hub.close());
beforeEach(async () => {
	({ orgId, olga, anna, annasCase, ours, receive } = await writtenTo(hub));
});

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
	let stand = () => {};
	const standing = new Promise<void>((resolve) => (stand = resolve));
	const merged = asMember(hub.database, olga, async (tx) => {
		await mergeCustomers(tx, olga, other.id, merging.parse({ merged: anna.id }));
		stand();
		await held;
	});
	const connections = async (what: string) =>
		(await owner.unsafe(`select from pg_stat_activity where datname = current_database() and ${what}`)).count;
	await standing;
	const receiving = receive(mail({ from: 'anna@example.com', headers: [`In-Reply-To: ${ours}`] }));
	await vi.waitUntil(async () => (await connections(`wait_event_type = 'Lock'`)) > 0, 10_000);
	release();
	await merged;
	const { inquiryId, messageId } = kept(await receiving);
	expect(inquiryId).toBe(annasCase);
	expect((await caseOf(annasCase))?.customerId).toBe(other.id);
	expect(await messageOf(messageId)).toMatchObject({ body: 'Do you have time on Tuesday?' });
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
