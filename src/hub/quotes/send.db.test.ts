import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Printer } from '#platform/pdf/printer.ts';
import { openTestPrinter } from '#support/printer.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization } from '#support/organizations.ts';
import { joins, person } from '#support/people.ts';
import { beginQuote, saveDraft } from './drafts.ts';
import { decideQuote, makeInvoice } from './issue.ts';
import { paperForCustomer } from './paper/print.ts';
import { sendQuote, type Sending } from './send.ts';
import { findQuote } from './verbs.ts';

let hub: TestInstance;
let olga: Member;
let ana: Member;
let nora: Member;
let carla: string;

const member = async (name: string, orgId: string): Promise<Member> => {
	const who = await person(hub.fresh.owner, name);
	const { memberId } = await joins(hub.fresh.owner, who, orgId, 'owner');
	return { kind: 'member', orgId, memberId, personId: who.id, role: 'owner' };
};
const read = (id: string) => asMember(hub.database, olga, (tx) => findQuote(tx, olga, id));
const draft = async (validUntil = '') => {
	const id = randomUUID();
	await asMember(hub.database, olga, async (tx) => {
		const begun = { customerId: carla, inquiryId: null, title: 'Cut', templateId: null, key: id };
		await beginQuote(tx, olga, begun);
		await saveDraft(tx, olga, id, {
			title: 'Cut',
			note: '',
			valid_until: validUntil,
			tax: 'included',
			version: '1',
			'line-a-what': 'Cut',
			'line-a-price': '70'
		});
	});
	return id;
};
const send = (quoteId: string, more: Partial<Sending> = {}, actor = olga) =>
	sendQuote(hub, actor, {
		quoteId,
		channel: 'email',
		message: 'Hi',
		key: randomUUID(),
		version: 2,
		seen: null,
		...more
	});

beforeAll(async () => {
	hub = await openTestInstance();
	const lumi = await wholeOrganization(hub.fresh.owner, 'Studio Lumi');
	const neighbour = await wholeOrganization(hub.fresh.owner, 'Studio Neighbour');
	await hub.fresh
		.owner`update organizations set last_quote_number = 1000, last_case_number = 1000 where id = ${lumi.orgId}`;
	olga = await member('Olga', lumi.orgId);
	ana = await member('Ana', lumi.orgId);
	nora = await member('Nora', neighbour.orgId);
	carla = lumi.customers[0]?.id ?? '';
});
afterAll(() => hub?.close());

describe('sending a quote', () => {
	it('gives it its number and sends its PDF by mail, once for a double tap', async () => {
		const id = await draft('2999-01-01');
		const key = randomUUID();
		await send(id, { key });
		await send(id, { key });
		const { status, number, inquiry, events } = await read(id);
		expect(status).toBe('sent');
		const told = events.filter(({ kind }) => kind === 'told');
		expect(told).toMatchObject([{ message: { state: 'queued', waitsFor: null } }]);
		const messages = await hub.fresh.owner<{ body: string; channel: string; name: string }[]>`
			select m.body, m.channel, a.name from messages m
			join attachments a on a.org_id = m.org_id and a.message_id = m.id
			where m.org_id = ${olga.orgId} and m.inquiry_id = ${inquiry?.id ?? ''}`;
		expect(messages).toEqual([{ body: 'Hi', channel: 'email', name: `Q-${number}.pdf` }]);
	});

	it('in a way that is not possible issues nothing', async () => {
		const id = await draft();
		await expect(send(id, { channel: 'whatsapp' })).rejects.toMatchObject({
			refusal: 'invalid',
			fields: { channel: expect.stringContaining('Choose another way.') as string }
		});
		expect(await read(id)).toMatchObject({ status: 'draft', number: null, version: 2 });
		await send(id, { channel: 'none' });
		expect(await read(id)).toMatchObject({ status: 'sent', number: expect.any(Number) as number });
	});

	it.each([
		['is too busy', { each: 0 }, 'too-many'],
		['fails', { time: 1 }, 'unavailable']
	])(
		'that a printer refuses which %s issues nothing, tells nobody, and can be sent afterwards',
		async (_, options, refusal) => {
			const printer = openTestPrinter(options);
			const id = await draft();
			const sending = {
				quoteId: id,
				channel: 'portal',
				message: 'Hi',
				key: randomUUID(),
				version: 2,
				seen: null
			} as const;
			const counted = () => hub.fresh.owner`
			select (select count(*) from messages where org_id = ${olga.orgId}) as messages, (select count(*) from inquiries) as cases,
				(select last_quote_number from organizations where id = ${olga.orgId}) as numbers`;
			const before = await counted();
			await expect(sendQuote({ ...hub, printer }, olga, sending)).rejects.toMatchObject({
				refusal,
				retryAfter: 60
			});
			await printer.close();
			expect(await read(id)).toMatchObject({ status: 'draft', number: null, version: 2, inquiry: null });
			expect(await counted()).toEqual(before);
			await sendQuote(hub, olga, sending);
			const { status, events } = await read(id);
			expect([status, events.map(({ kind }) => kind)]).toEqual(['sent', ['written', 'sent', 'told']]);
		}
	);

	it.each(['email', 'none'] as const)(
		'by two at once tells her once (%s): the second learns who was first, and a double tap nothing',
		async (channel) => {
			const id = await draft();
			const tap = { channel, key: randomUUID() };
			const sent = await Promise.allSettled([
				send(id, tap, ana),
				send(id, tap, ana),
				send(id, { channel, key: randomUUID() })
			]);
			const [first, again, other] = sent;
			const byAna = first?.status === 'fulfilled';
			expect(again?.status).toBe(first?.status);
			expect(byAna ? other : first).toMatchObject({
				reason: {
					refusal: 'conflict',
					message: expect.stringContaining(`${byAna ? 'Ana' : 'Olga'} has sent this quote`) as string
				}
			});
			await expect(send(id, { channel }, byAna ? ana : olga)).rejects.toMatchObject({
				message: expect.stringContaining('You have sent') as string
			});
			const { events } = await read(id);
			expect(events.map(({ kind }) => kind)).toEqual(
				channel === 'none' ? ['written', 'sent'] : ['written', 'sent', 'told']
			);
		}
	);

	it('again by two at once tells her once more, and by one who looked again, once more yet', async () => {
		const id = await draft();
		await send(id);
		const tellings = async () => (await read(id)).events.filter(({ kind }) => kind === 'told').length;
		const again = async (key = randomUUID()): Promise<Partial<Sending>> => ({
			version: null,
			seen: (await read(id)).events.at(-1)?.id ?? null,
			key
		});
		const tap = await again();
		const hers = { ...tap, key: randomUUID() };
		const sent = await Promise.allSettled([send(id, tap, ana), send(id, tap, ana), send(id, hers)]);
		const byAna = sent[0].status === 'fulfilled';
		expect(sent[1].status).toBe(sent[0].status);
		expect(byAna ? sent[2] : sent[0]).toMatchObject({
			reason: {
				refusal: 'conflict',
				message: `${byAna ? 'Ana' : 'Olga'} has sent it meanwhile, so it was not sent again.`
			}
		});
		expect(await tellings()).toBe(2);
		await send(id, await again());
		expect(await tellings()).toBe(3);
		await expect(
			send(id, { ...tap, key: randomUUID() }),
			'from a page that was open all the time'
		).rejects.toMatchObject({
			message: expect.stringContaining('You have sent it meanwhile') as string
		});
		await expect(send(id, { version: null })).rejects.toMatchObject({ refusal: 'conflict' });
		expect(await tellings()).toBe(3);
	});

	it('again is refused to who looked before it was accepted and made an invoice', async () => {
		const id = await draft();
		await send(id, { channel: 'none' });
		const seen = (await read(id)).events.at(-1)?.id ?? null;
		await asMember(hub.database, olga, async (tx) => {
			await decideQuote(tx, olga, id, 'accepted');
			await makeInvoice(tx, olga, id);
		});
		await expect(send(id, { version: null, seen })).rejects.toMatchObject({
			refusal: 'conflict',
			message: expect.stringContaining('changed meanwhile') as string
		});
		const now = (await read(id)).events.at(-1)?.id ?? null;
		await send(id, { version: null, seen: now });
		expect((await read(id)).events.at(-1)).toMatchObject({ kind: 'told', details: { paper: 'invoice' } });
	});

	it('at the same moment as others gives each the number that its PDF says, and leaves no file behind', async () => {
		const drafts = [await draft(), await draft(), await draft(), await draft()];
		await Promise.all(drafts.map((id) => send(id)));
		for (const id of drafts) {
			const { number, events } = await read(id);
			const told = events.find(({ kind }) => kind === 'told');
			expect(
				await hub.fresh.owner`select name from attachments where message_id = ${told?.details.message ?? ''}`
			).toEqual([{ name: `Q-${number}.pdf` }]);
		}
		expect(
			await hub.fresh.owner`select from objects where org_id = ${olga.orgId} and state = 'arriving'`
		).toEqual([]);
	});

	it('that has lapsed is refused by its day, before and after it was issued', async () => {
		const id = await draft('2020-01-01');
		await expect(send(id)).rejects.toMatchObject({
			refusal: 'invalid',
			fields: { valid_until: 'This day has passed. Choose one to come, or none.' }
		});
		expect(await read(id)).toMatchObject({ status: 'draft', number: null });
		const [today] = await hub.fresh.owner<{ day: string }[]>`
			select (now() at time zone time_zone)::date::text as day from organizations where id = ${olga.orgId}`;
		const lasting = await draft(today?.day);
		await send(lasting, { channel: 'none' });
		await hub.fresh
			.owner`update quotes set valid_until = '2020-01-01' where org_id = ${olga.orgId} and id = ${lasting}`;
		const seen = (await read(lasting)).events.at(-1)?.id ?? null;
		await expect(send(lasting, { version: null, seen })).rejects.toMatchObject({
			refusal: 'conflict',
			message: expect.stringContaining('valid has passed') as string
		});
	});

	it('is refused for a draft without the version that was looked at, and finds no neighbour’s or none', async () => {
		const id = await draft();
		await expect(send(id, { version: null })).rejects.toMatchObject({ refusal: 'conflict' });
		await expect(send(id, {}, nora)).rejects.toMatchObject({ refusal: 'not-found' });
		for (const version of [null, 2])
			for (const none of [randomUUID(), 'none', ''])
				await expect(send(none, { version })).rejects.toMatchObject({ refusal: 'not-found' });
		expect(await read(id)).toMatchObject({ status: 'draft' });
	});
});

describe('a paper that a customer asks for by her link', () => {
	it('is not handed out once the portal is off, though its printing began before', async () => {
		const id = await draft();
		await send(id, { channel: 'none' });
		const { owner } = hub.fresh;
		const token = newPortalToken();
		await owner`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla}`;
		const switchTo = (on: boolean) =>
			owner`update organizations set portal_enabled = ${on} where id = ${olga.orgId}`;
		const whilePrinting = (happens: () => Promise<unknown>): Printer => ({
			...hub.printer,
			print: async (...of) => {
				await happens();
				return hub.printer.print(...of);
			}
		});
		const ask = (printer: Printer) => paperForCustomer({ ...hub, printer }, token, 'quote', id);
		expect(await ask(hub.printer)).not.toBeNull();
		expect(await ask(whilePrinting(() => switchTo(false)))).toBeNull();
		await switchTo(true);
		const lost = newPortalToken();
		const replace = () =>
			owner`update customers set portal_token_hash = ${hashPortalToken(lost)} where id = ${carla}`;
		expect(await ask(whilePrinting(replace)), 'the link was replaced').toBeNull();
	});
});
