import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addCustomer } from '#hub/customers/verbs.ts';
import { caseTimeline, standings } from '#hub/inquiries/verbs.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { paymentsOf } from '#hub/payments/verbs.ts';
import { quotesOf } from '#hub/quotes/verbs.ts';
import type { Tx } from '#platform/database/database.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person } from '#support/people.ts';
import { search } from './search.ts';

let fresh: FreshDatabase;
let lumi: Whole;
let neighbour: Whole;
let viewer: Member;
let agent: Member;
let mia: string;

const as = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => asMember(fresh.database, actor, work);

async function newCase(number: number, more: Record<string, unknown> = {}): Promise<string> {
	const id = randomUUID();
	const row = { org_id: lumi.orgId, id, number, customer_id: mia, subject: `Case ${number}`, ...more };
	await fresh.owner`insert into inquiries ${fresh.owner(row)}`;
	return id;
}

async function says(inquiryId: string, direction: 'inbound' | 'outbound', body: string, minutesAgo: number) {
	await fresh.owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, created_at)
		values (${lumi.orgId}, ${inquiryId}, ${mia}, ${direction}, 'portal', ${body}, now() - ${minutesAgo} * interval '1 minute')`;
}

beforeAll(async () => {
	fresh = await freshDatabase();
	lumi = await wholeOrganization(fresh.owner, 'Studio Lumi');
	neighbour = await wholeOrganization(fresh.owner, 'Studio Neighbour');
	await fresh.owner`update organizations set case_prefix = 'YS' where id = ${lumi.orgId}`;
	viewer = await joins(fresh.owner, await person(fresh.owner, 'Vera Viewer'), lumi.orgId, 'viewer');
	agent = await joins(fresh.owner, await person(fresh.owner, 'Agnes Agent'), lumi.orgId, 'agent');
	const input = {
		name: 'Mia López',
		email: 'mia@example.com',
		phone: '+49 170 9998877',
		address: null,
		locale: null,
		anyway: false
	};
	const answer = await as(agent, (tx) => addCustomer(tx, agent, input, randomBytes(32)));
	if (!('id' in answer)) throw new Error('Mia is there already');
	mia = answer.id;
});
afterAll(() => fresh.drop());

describe('a customer’s cases', () => {
	it('come the most recently active first, with who wrote last and what', async () => {
		const old = await newCase(100, {
			status: 'closed',
			outcome: 'won',
			closed_at: new Date('2025-05-01'),
			active_at: new Date('2025-05-01')
		});
		const current = await newCase(123, {
			status: 'open',
			last_direction: 'inbound',
			active_at: new Date(),
			assignee_id: agent.memberId
		});
		await newCase(124, { deleted_at: new Date() });
		await says(current, 'outbound', 'Hello Mia', 20);
		await says(current, 'inbound', 'See you\n\n  on  Friday ' + 'x'.repeat(5000), 10);
		const { cases, more } = await as(viewer, (tx) => caseTimeline(tx, viewer, mia));
		expect(more).toBe(false);
		expect(cases.map(({ id }) => id)).toEqual([current, old]);
		expect(cases[0]).toMatchObject({
			number: 'YS-000123',
			status: 'open',
			needsReply: true,
			messageCount: 2,
			lastChannel: 'portal',
			assignee: 'Agnes Agent'
		});
		expect(cases[0]?.lastLine).toMatch(/^See you on Friday x+$/);
		expect(cases[0]?.lastLine?.length).toBeLessThan(250);
		expect(cases[1]).toMatchObject({ outcome: 'won', needsReply: false, lastLine: null, messageCount: 0 });
	});

	it('say on one line how she stands: by the current case, not by the newest closed one', async () => {
		await newCase(130, { status: 'closed', closed_at: new Date(), active_at: new Date(Date.now() + 60_000) });
		const carla = lumi.customers[0]?.id ?? '';
		const nobody = randomUUID();
		const map = await as(viewer, (tx) => standings(tx, viewer, [mia, carla, nobody]));
		expect(map.get(mia)).toMatchObject({ status: 'needs reply' });
		expect(map.get(mia)?.activeAt.getTime()).toBeGreaterThan(Date.now() - 5_000);
		expect(map.get(carla)).toMatchObject({ status: 'open' });
		expect(map.has(nobody)).toBe(false);
		expect(await as(viewer, (tx) => standings(tx, viewer, []))).toEqual(new Map());
	});

	it('are not the neighbour’s, though she has some', async () => {
		const theirs = neighbour.customers[0]?.id ?? '';
		expect(await fresh.owner`select from inquiries where customer_id = ${theirs}`).toHaveLength(1);
		expect(await as(agent, (tx) => caseTimeline(tx, agent, theirs))).toEqual({ cases: [], more: false });
		expect(await as(agent, (tx) => standings(tx, agent, [theirs]))).toEqual(new Map());
	});
});

describe('a customer’s money', () => {
	it('is her quotes, drafts included, and what she paid and was not given back, by currency', async () => {
		const quote = async (number: number, status: string, currency: string, total: number) => {
			const id = randomUUID();
			const kept = status === 'draft' ? null : number;
			await fresh.owner`insert into quotes (org_id, id, number, invoice_number, customer_id, title, status, currency, subtotal_minor, total_minor)
				values (${lumi.orgId}, ${id}, ${kept}, ${kept}, ${mia}, ${`Quote ${number}`}, ${status},
					${currency}, ${total}, ${total})`;
			return id;
		};
		const pays = (id: string, currency: string, amount: number, refundedAt: Date | null) =>
			fresh.owner`insert into payments (org_id, quote_id, customer_id, amount_minor, currency, method, received_on, refunded_at)
				values (${lumi.orgId}, ${id}, ${mia}, ${amount}, ${currency}, 'card', '2026-03-14', ${refundedAt})`;
		const paid = await quote(10, 'paid', 'EUR', 12_300);
		const yen = await quote(11, 'paid', 'JPY', 5_000);
		const back = await quote(12, 'refunded', 'EUR', 9_900);
		await quote(13, 'draft', 'EUR', 100);
		await pays(paid, 'EUR', 12_300, null);
		await pays(yen, 'JPY', 5_000, null);
		await pays(back, 'EUR', 9_900, new Date());
		const { quotes } = await as(viewer, (tx) => quotesOf(tx, viewer, mia));
		expect(quotes.map(({ number }) => number).sort()).toEqual([10, 11, 12, null]);
		const { payments, received } = await as(viewer, (tx) => paymentsOf(tx, viewer, mia));
		expect(payments).toHaveLength(3);
		expect(payments[0]).toMatchObject({ receivedOn: '2026-03-14', method: 'card' });
		expect(received).toEqual([
			{ currency: 'EUR', amountMinor: 12_300 },
			{ currency: 'JPY', amountMinor: 5_000 }
		]);
	});

	it('is not the neighbour’s', async () => {
		const theirs = neighbour.customers[0]?.id ?? '';
		expect(await fresh.owner`select from payments where customer_id = ${theirs}`).toHaveLength(1);
		expect(await as(agent, (tx) => quotesOf(tx, agent, theirs))).toEqual({ quotes: [], more: false });
		expect(await as(agent, (tx) => paymentsOf(tx, agent, theirs))).toEqual({
			payments: [],
			received: [],
			more: false
		});
	});
});

describe('the search box', () => {
	const found = (query: string) => as(viewer, (tx) => search(tx, viewer, query));

	it('finds a case by its number in both forms, with whose it is', async () => {
		for (const query of ['YS-000123', 'ys-123', '123', '#123', ' 000123 '])
			expect((await found(query)).cases, query).toMatchObject([
				{ number: 'YS-000123', subject: 'Case 123', customerId: mia, customerName: 'Mia López' }
			]);
		for (const query of ['CH-000123', '99123', 'YS-000124', '123x'])
			expect((await found(query)).cases, query).toEqual([]);
	});

	it('finds a customer by name, email and phone', async () => {
		for (const query of [
			'mia',
			'lopez',
			'MIA LÓPEZ',
			'mia@example.com',
			'0170 9998877',
			'+49 170 999',
			'9998877'
		])
			expect(
				(await found(query)).customers.map(({ id }) => id),
				query
			).toEqual([mia]);
		for (const query of ['', '   ', '\u0000', 'nobody at all'])
			expect((await found(query)).customers, query).toEqual([]);
	});

	it('finds neither case nor customer of the neighbour', async () => {
		const names = (await found('customer')).customers.map(({ id }) => id);
		expect(names.sort()).toEqual(lumi.customers.map(({ id }) => id).sort());
		expect((await found('2')).cases).toMatchObject([{ customerId: lumi.customers[1]?.id }]);
	});
});
