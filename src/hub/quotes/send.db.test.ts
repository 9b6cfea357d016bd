import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization } from '#support/organizations.ts';
import { joins, person } from '#support/people.ts';
import { beginQuote, saveDraft } from './drafts.ts';
import { sendQuote, type Sending } from './send.ts';
import { findQuote } from './verbs.ts';

let hub: TestInstance;
let olga: Member;
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
	sendQuote(hub, actor, { quoteId, channel: 'email', message: 'Hi', key: randomUUID(), version: 2, ...more });

beforeAll(async () => {
	hub = await openTestInstance();
	const lumi = await wholeOrganization(hub.fresh.owner, 'Studio Lumi');
	const neighbour = await wholeOrganization(hub.fresh.owner, 'Studio Neighbour');
	await hub.fresh
		.owner`update organizations set last_quote_number = 1000, last_case_number = 1000 where id = ${lumi.orgId}`;
	olga = await member('Olga', lumi.orgId);
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
		await expect(send(lasting, { version: null })).rejects.toMatchObject({ refusal: 'conflict' });
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
