import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEEN_MAILS } from '#hub/kept-purposes.ts';
import type { TestInstance } from '#support/instance.ts';
import { mail } from '#support/mails.ts';
import { organization } from '#support/people.ts';
import { kept, openWrittenTo, writtenTo, type WrittenTo } from '#support/writing-in.ts';
import { receiveMail } from './mail-in.ts';
import { portalLinks } from './portal-links.ts';

let hub: TestInstance;
let orgId: WrittenTo['orgId'];
let receive: WrittenTo['receive'];

beforeAll(async () => {
	hub = await openWrittenTo();
});
afterAll(() => hub.close());
beforeEach(async () => {
	({ orgId, receive } = await writtenTo(hub));
});

describe('a mail that comes again', () => {
	test('makes one message, also fifty times at once', async () => {
		const raw = mail({ from: 'carla@new.example' });
		const all = await Promise.all(Array.from({ length: 50 }, () => receive(raw)));
		expect(all.filter(({ outcome }) => outcome === 'kept')).toHaveLength(1);
		expect(
			await hub.fresh.owner`select from messages where org_id = ${orgId} and direction = 'inbound'`
		).toHaveLength(1);
		const [leaving] = await hub.fresh.owner`select count(*)::int as n from objects where state = 'arriving'`;
		expect(leaving).toEqual({ n: 0 });
	});

	test('by another way, or with its lines broken anew, is the same; one that only borrows its Message-ID is not', async () => {
		const messageId = '<one@mail.example>';
		await receive(mail({ messageId, body: 'Hello, dear salon' }));
		const again = mail({
			messageId,
			headers: ['Received: from relay.example', 'Return-Path: <anna@example.com>'],
			body: 'Hello, dear\r\nsalon\r\n'
		});
		expect(await receive(again)).toEqual({ outcome: 'known' });
		const { messageId: id } = kept(await receive(mail({ messageId, body: 'Something else' })));
		expect(
			await hub.fresh.owner`select body, message_id as "messageId" from messages where id = ${id}`
		).toEqual([{ body: 'Something else', messageId: null }]);
	});

	test('brings no erased customer back', async () => {
		const raw = mail({ from: 'carla@new.example' });
		const { inquiryId } = kept(await receive(raw));
		const { owner } = hub.fresh;
		await owner`delete from inquiries where id = ${inquiryId}`;
		await owner`delete from customers where org_id = ${orgId} and email_normalized = 'carla@new.example'`;
		expect(await receive(raw)).toEqual({ outcome: 'known' });
		expect(
			await owner`select from customers where org_id = ${orgId} and email_normalized = 'carla@new.example'`
		).toHaveLength(0);
		const [seen] = await owner<{ hash: Buffer }[]>`select hash from mail_seen where org_id = ${orgId}`;
		expect(seen?.hash).toHaveLength(32);
	});

	test('may be news to another organization', async () => {
		const raw = mail({});
		await receive(raw);
		const other = await organization(hub.fresh.owner, 'Neighbour');
		expect((await receiveMail(hub, other, { raw, recipient: null, receivedAt: null })).outcome).toBe('kept');
	});
});

describe('a mail without a Message-ID', () => {
	const form = { from: 'form@site.example', messageId: null, body: 'Please call me.' };
	const [monday, tuesday] = ['Mon, 3 Nov 2025 10:00:00 +0100', 'Tue, 4 Nov 2025 10:00:00 +0100'];
	const outcomes = async (mails: Buffer[]) => {
		const found: string[] = [];
		for (const raw of mails) found.push((await receive(raw)).outcome);
		return found;
	};
	const bodies = async () =>
		(await hub.fresh.owner`select from messages where org_id = ${orgId} and body = ${form.body}`).length;

	test('counts once, whichever way and however often at once it comes', async () => {
		const raw = mail(form);
		const relayed = mail({
			...form,
			date: 'Mon, 3 Nov 2025 09:00:00 +0000',
			headers: ['Received: from relay.example by mx.example; Tue, 4 Nov 2025 10:00:00 +0100']
		});
		const all = await Promise.all(Array.from({ length: 10 }, () => receive(raw)));
		expect(all.filter(({ outcome }) => outcome === 'kept')).toHaveLength(1);
		expect(await outcomes([raw, relayed])).toEqual(['known', 'known']);
		expect(await bodies()).toBe(1);
	});

	test('that says on another day what one said before is another', async () => {
		const again = mail({ ...form, date: tuesday });
		expect(await outcomes([mail({ ...form, date: monday }), again, again])).toEqual([
			'kept',
			'kept',
			'known'
		]);
		expect(await bodies()).toBe(2);
	});

	test('nor a date is known by when the first server took it, and by its words where none says so', async () => {
		const taken = (...days: string[]) =>
			mail({ ...form, date: null, headers: days.map((day) => `Received: from a by b; ${day}`) });
		const mails = [taken(monday), taken(tuesday), taken(tuesday, monday), taken(), taken()];
		expect(await outcomes(mails)).toEqual(['kept', 'kept', 'known', 'kept', 'known']);
	});

	/** As versions had it that did not look at when it was written. */
	async function seenEarlier(raw: Buffer, at: string): Promise<void> {
		const { digest } = await hub.mailReader.read(raw, {
			links: portalLinks(hub),
			authenticationServer: null
		});
		const hash = createHmac('sha256', hub.secrets.derive(SEEN_MAILS))
			.update(JSON.stringify([orgId, null]))
			.update(digest)
			.digest();
		await hub.fresh.owner`insert into mail_seen (org_id, hash, seen_at) values (${orgId}, ${hash}, ${at})`;
	}

	test('that came before an upgrade is not taken in again; what is written later in its words is', async () => {
		const first = mail({ ...form, date: monday });
		await seenEarlier(first, '2025-11-03T09:01:00Z');
		const later = mail({ ...form, date: 'Wed, 5 Nov 2025 10:00:00 +0100' });
		expect(await outcomes([first, later, later, first])).toEqual(['known', 'kept', 'known', 'known']);
		expect(await bodies()).toBe(1);
	});

	test('of a clock that was hours ahead is known after an upgrade, too', async () => {
		const ahead = mail({ ...form, date: 'Mon, 3 Nov 2025 16:00:00 +0100' });
		await seenEarlier(ahead, '2025-11-03T09:01:00Z');
		expect(await outcomes([ahead])).toEqual(['known']);
	});
});
