import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { inboundCase, openInquiry } from '#hub/inquiries/open.ts';
import { asCustomer, asMember, asWorker, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person } from '#support/people.ts';
import { receiveMessage } from './receive.ts';
import { retrySend, sendMessage, undoSend } from './send.ts';
import { recordState } from './state.ts';
import type { ReportedState } from './types.ts';

const hub = { config: { origin: 'https://hub.example', mailFrom: null } } as never;

let fresh: FreshDatabase;
let lumi: Whole;
let neighbour: Whole;
let agent: Member;
let colleague: Member;
let viewer: Member;
let stranger: Member;
let carla: string;
let inquiry: string;

const as = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => asMember(fresh.database, actor, work);
const worker = <T>(work: (tx: Tx) => Promise<T>) => asWorker(fresh.database, lumi.orgId, work);
const answer = (inquiryId: string, body = 'See you on Friday', key: string = randomUUID()) =>
	({ inquiryId, channel: 'email', body, key }) as const;
const receive = (body: string, more: Partial<Parameters<typeof receiveMessage>[1]> = {}) =>
	worker((tx) =>
		receiveMessage(tx, {
			orgId: lumi.orgId,
			inquiryId: inquiry,
			customerId: carla,
			channel: 'email',
			body,
			...more
		})
	);

async function standing() {
	const [row] = await fresh.owner`
		select status, outcome, last_direction as direction, last_line as line, last_channel as channel, follow_up_at as "followUp",
			last_inbound_at is not null as "wasWritten" from inquiries where id = ${inquiry}`;
	return row;
}

beforeAll(async () => {
	fresh = await freshDatabase();
	lumi = await wholeOrganization(fresh.owner, 'Studio Lumi');
	neighbour = await wholeOrganization(fresh.owner, 'Studio Neighbour');
	await fresh.owner`update organizations set last_case_number = 10`;
	agent = await joins(fresh.owner, await person(fresh.owner, 'Agnes Agent'), lumi.orgId, 'agent');
	colleague = await joins(fresh.owner, await person(fresh.owner, 'Colin Colleague'), lumi.orgId, 'agent');
	viewer = await joins(fresh.owner, await person(fresh.owner, 'Vera Viewer'), lumi.orgId, 'viewer');
	stranger = await joins(fresh.owner, await person(fresh.owner, 'Sam Stranger'), neighbour.orgId, 'owner');
	carla = lumi.customers[0]?.id ?? '';
});
afterAll(() => fresh.drop());

beforeEach(async () => {
	const opened = await as(agent, (tx) =>
		openInquiry(tx, {
			orgId: lumi.orgId,
			customerId: carla,
			subject: '  Wedding\n in May ',
			fallback: 'New message',
			source: 'manual',
			memberId: agent.memberId
		})
	);
	inquiry = opened.id;
});

const close = () =>
	fresh.owner`update inquiries set status = 'closed', outcome = 'won', deal_value_minor = 5000, closed_at = now() - interval '10 days'
		where id = ${inquiry}`;

describe('a case', () => {
	it('gets the next number, its subject on one line, and says who opened it', async () => {
		const [row] = await fresh.owner`select number, subject, status,
			(select member_id from inquiry_events where inquiry_id = inquiries.id and kind = 'opened') as "openedBy"
			from inquiries where id = ${inquiry}`;
		expect(row).toMatchObject({ subject: 'Wedding in May', status: 'open', openedBy: agent.memberId });
		expect(row?.['number']).toBeGreaterThan(10);
	});

	it('numbers each of many opened at once', async () => {
		const opened = await Promise.all(
			Array.from({ length: 12 }, () =>
				worker((tx) =>
					openInquiry(tx, {
						orgId: lumi.orgId,
						customerId: carla,
						subject: '',
						fallback: 'New message',
						source: 'email',
						memberId: null
					})
				)
			)
		);
		expect(new Set(opened.map(({ number }) => number)).size).toBe(12);
	});
});

describe('a message that comes in', () => {
	it('opens a waiting case and shows on one line, whatever its channel', async () => {
		await as(agent, (tx) => sendMessage(hub, tx, agent, answer(inquiry)));
		expect(await standing()).toMatchObject({ status: 'waiting', direction: 'outbound' });
		await receive('Great,\n\n see   you!', { channel: 'whatsapp', providerId: 'wamid.1' });
		expect(await standing()).toMatchObject({
			status: 'open',
			direction: 'inbound',
			line: 'Great, see you!',
			channel: 'whatsapp',
			wasWritten: true
		});
	});

	it('reopens a closed case and remembers what it was closed with', async () => {
		await close();
		await receive('One more thing');
		expect(await standing()).toMatchObject({ status: 'open', outcome: null });
		const [event] =
			await fresh.owner`select details from inquiry_events where inquiry_id = ${inquiry} and kind = 'reopened'`;
		expect(event?.['details']).toEqual({ channel: 'email', outcome: 'won', dealValueMinor: 5000 });
	});

	it('changes nothing of the case when a machine wrote it', async () => {
		await as(agent, (tx) => sendMessage(hub, tx, agent, answer(inquiry)));
		const id = await receive('I am out of office', { automatic: true });
		expect(id).not.toBeNull();
		expect(await standing()).toMatchObject({ status: 'waiting', line: 'See you on Friday' });
	});

	it('answers the reminder that waited for it', async () => {
		await fresh.owner`update inquiries set follow_up_at = now() + interval '2 days' where id = ${inquiry}`;
		await receive('Here I am');
		expect(await standing()).toMatchObject({ followUp: null });
	});

	it('is kept once, however often it comes', async () => {
		const messageId = `<${randomUUID()}@mail.example>`;
		const ids = await Promise.all(Array.from({ length: 20 }, () => receive('Hello', { messageId })));
		expect(ids.filter((id) => id !== null)).toHaveLength(1);
		const [count] =
			await fresh.owner`select count(*)::int as n from messages where message_id = ${messageId}`;
		expect(count?.['n']).toBe(1);
	});
});

describe('where a message without a reference goes', () => {
	const choose = () => worker((tx) => inboundCase(tx, carla));

	it('goes to the case that is open, then to the one closed last, or continues it when that was too long ago', async () => {
		await fresh.owner`update inquiries set active_at = now() + interval '1 minute' where id = ${inquiry}`;
		expect(await choose()).toEqual({ inquiryId: inquiry, continues: null });
		await fresh.owner`update inquiries set status = 'closed', closed_at = now() - interval '20 days' where customer_id = ${carla}`;
		expect(await choose()).toEqual({ inquiryId: inquiry, continues: null });
		await fresh.owner`update organizations set new_case_after_days = 5 where id = ${lumi.orgId}`;
		expect(await choose()).toEqual({ inquiryId: null, continues: inquiry });
		await fresh.owner`update organizations set new_case_after_days = null where id = ${lumi.orgId}`;
	});

	it('never goes to a deleted case', async () => {
		await fresh.owner`update inquiries set deleted_at = now() where customer_id = ${carla}`;
		expect(await choose()).toEqual({ inquiryId: null, continues: null });
		await fresh.owner`update inquiries set deleted_at = null where customer_id = ${carla}`;
	});
});

describe('a message that goes out', () => {
	it('is sent once for one key, and the case waits', async () => {
		const key = randomUUID();
		const ids = await Promise.all(
			Array.from({ length: 6 }, () =>
				as(agent, (tx) => sendMessage(hub, tx, agent, answer(inquiry, 'Once', key)))
			)
		);
		expect(new Set(ids).size).toBe(1);
		const [row] =
			await fresh.owner`select state, message_id as "messageId" from messages where id = ${ids[0] ?? ''}`;
		expect(row?.['state']).toBe('queued');
		expect(row?.['messageId']).toMatch(/^<[^@\s]+@[^@\s]+>$/);
		expect(await standing()).toMatchObject({ status: 'waiting' });
	});

	it('is refused for a viewer, and found by nobody of another organization', async () => {
		await expect(as(viewer, (tx) => sendMessage(hub, tx, viewer, answer(inquiry)))).rejects.toMatchObject({
			refusal: 'forbidden'
		});
		await expect(as(stranger, (tx) => sendMessage(hub, tx, stranger, answer(inquiry)))).rejects.toMatchObject(
			{ refusal: 'not-found' }
		);
		await as(agent, (tx) => sendMessage(hub, tx, agent, answer(inquiry)));
	});

	it('can be taken back by its sender alone, and the case is as before', async () => {
		await receive('A question');
		const id = await as(agent, (tx) => sendMessage(hub, tx, agent, answer(inquiry, 'Wrong')));
		await expect(as(colleague, (tx) => undoSend(tx, colleague, id))).rejects.toMatchObject({
			refusal: 'conflict'
		});
		expect(await as(agent, (tx) => undoSend(tx, agent, id))).toMatchObject({ body: 'Wrong' });
		expect(await standing()).toMatchObject({ status: 'open', direction: 'inbound', line: 'A question' });
	});

	it('stays unseen by the customer until it can no longer be taken back', async () => {
		const seen = (id: string) =>
			asCustomer(
				fresh.database,
				{ kind: 'customer', orgId: lumi.orgId, customerId: carla },
				async (tx) => (await tx`select id from messages where id = ${id}`).length
			);
		const id = await as(agent, (tx) => sendMessage(hub, tx, agent, answer(inquiry)));
		expect(await seen(id)).toBe(0);
		await fresh.owner`update messages set release_at = now() where id = ${id}`;
		expect(await seen(id)).toBe(1);
		await expect(as(agent, (tx) => undoSend(tx, agent, id))).rejects.toMatchObject({ refusal: 'conflict' });
	});

	it('never goes back to an earlier state, in whatever order the reports come', async () => {
		const rank = ['sent', 'failed', 'delivered', 'read'] as const;
		for (const order of permutations<ReportedState>([...rank])) {
			const id = await as(agent, (tx) => sendMessage(hub, tx, agent, answer(inquiry)));
			let highest = -1;
			for (const state of order) {
				await worker((tx) => recordState(tx, id, state));
				highest = Math.max(highest, rank.indexOf(state as (typeof rank)[number]));
				const [row] = await fresh.owner`select state from messages where id = ${id}`;
				expect(row?.['state'], order.join(' ')).toBe(rank[highest]);
			}
		}
	});

	it('can be tried again when it failed, and only then', async () => {
		const id = await as(agent, (tx) => sendMessage(hub, tx, agent, answer(inquiry)));
		await expect(as(agent, (tx) => retrySend(tx, agent, id))).rejects.toMatchObject({ refusal: 'conflict' });
		await worker((tx) => recordState(tx, id, 'failed', 'The mailbox is full.'));
		const pressed = await Promise.allSettled(
			[agent, colleague].map((actor) => as(actor, (tx) => retrySend(tx, actor, id)))
		);
		expect(pressed.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(pressed.find(({ status }) => status === 'rejected')).toMatchObject({
			reason: { message: 'This message is on its way again already, so it was not sent twice.' }
		});
		const [row] = await fresh.owner`select state, failure from messages where id = ${id}`;
		expect(row).toMatchObject({ state: 'queued', failure: null });
	});
});

function permutations<T>(items: T[]): T[][] {
	if (items.length < 2) return [items];
	return items.flatMap((item, index) =>
		permutations([...items.slice(0, index), ...items.slice(index + 1)]).map((rest) => [item, ...rest])
	);
}
