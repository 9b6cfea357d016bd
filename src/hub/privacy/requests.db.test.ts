import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { asCustomer, asMember, type Member, type MemberRole } from '#hub/organizations/actor.ts';
import { readPortal } from '#hub/portal/page.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person, testHub } from '#support/people.ts';
import { dataRequestOf, holdRequest, takeOffHold } from './desk.ts';
import { requestDeletion, tellOfDataRequest, withdrawDeletion } from './requests.ts';
import { holding } from './schema.ts';

let fresh: FreshDatabase;
let lumi: Whole;
let neighbour: Whole;
let carla: Whole['customers'][number];
let dana: Whole['customers'][number];
const token = newPortalToken();

beforeAll(async () => {
	fresh = await freshDatabase();
	lumi = await wholeOrganization(fresh.owner, 'Studio Lumi');
	neighbour = await wholeOrganization(fresh.owner, 'Studio Neighbour');
	[carla, dana] = lumi.customers as [typeof carla, typeof dana];
	await fresh.owner`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla.id}`;
});
afterAll(() => fresh.drop());
beforeEach(async () => {
	await fresh.owner`delete from customer_data_requests where customer_id = ${carla.id}`;
	await fresh.owner`delete from graphile_worker._private_jobs`;
});

const ask = (key: string = randomUUID()) => requestDeletion(fresh.database, token, { key });
const requests = () => fresh.owner<{ id: string; status: string; at: Date }[]>`
	select id, status, requested_at as at from customer_data_requests where customer_id = ${carla.id} order by requested_at`;
const privacy = async () => (await readPortal(fresh.database, token, 1))?.privacy;
const told = () => fresh.owner<{ payload: { requestId: string } }[]>`
	select payload from graphile_worker._private_jobs as jobs
	join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id where identifier = 'tell_of_data_request'`;

describe('a customer asks to be deleted', () => {
	it('and her page says since when, and until when she will have an answer', async () => {
		expect(await privacy()).toEqual({ requestedAt: null, dueOn: null });
		expect(await ask()).toBe(true);
		await fresh.owner`update customer_data_requests set requested_at = '2026-01-31 12:00+00' where customer_id = ${carla.id}`;
		expect(await privacy()).toMatchObject({ dueOn: '2026-02-28' });
	});

	it('counting the month in the days of the business', async () => {
		await ask();
		await fresh.owner`update organizations set time_zone = 'Pacific/Auckland' where id = ${lumi.orgId}`;
		await fresh.owner`update customer_data_requests set requested_at = '2026-03-30 12:00+00' where customer_id = ${carla.id}`;
		expect(await privacy()).toMatchObject({ dueOn: '2026-04-30' });
		await fresh.owner`update organizations set time_zone = 'UTC' where id = ${lumi.orgId}`;
	});

	it('once, however many taps there are at once', async () => {
		const key = randomUUID();
		const asked = await Promise.all(
			Array.from({ length: 20 }, (_, index) => ask(index % 2 ? key : undefined))
		);
		expect(asked.every(Boolean)).toBe(true);
		expect(await requests()).toMatchObject([{ status: 'pending' }]);
		expect(await told()).toHaveLength(1);
	});

	it('and takes it back, so that the same tap repeated asks for nothing and a new one asks again', async () => {
		const key = randomUUID();
		await ask(key);
		expect(await withdrawDeletion(fresh.database, token)).toBe(true);
		await ask(key);
		expect(await requests()).toMatchObject([{ status: 'withdrawn' }]);
		expect(await privacy()).toEqual({ requestedAt: null, dueOn: null });
		await ask();
		expect(await requests()).toMatchObject([{ status: 'withdrawn' }, { status: 'pending' }]);
		const accesses = await fresh.owner<{ kind: string }[]>`
			select kind from customer_accesses where customer_id = ${carla.id} and kind like 'deletion%' order by created_at desc limit 3`;
		expect(accesses.map(({ kind }) => kind)).toEqual([
			'deletion_asked',
			'deletion_withdrawn',
			'deletion_asked'
		]);
	});

	it('at most five times a day', async () => {
		for (let turn = 0; turn < 5; turn++) {
			await ask();
			await withdrawDeletion(fresh.database, token);
		}
		await expect(ask()).rejects.toMatchObject({ refusal: 'too-many' });
		await fresh.owner`update customer_data_requests set requested_at = requested_at - interval '25 hours'`;
		expect(await ask()).toBe(true);
	});

	it('through her own link alone, while her portal is on', async () => {
		await ask();
		expect(await requestDeletion(fresh.database, newPortalToken(), { key: randomUUID() })).toBe(false);
		expect(await withdrawDeletion(fresh.database, newPortalToken())).toBe(false);
		await fresh.owner`update organizations set portal_enabled = false where id = ${lumi.orgId}`;
		expect(await ask()).toBe(false);
		expect(await withdrawDeletion(fresh.database, token)).toBe(false);
		await fresh.owner`update organizations set portal_enabled = true where id = ${lumi.orgId}`;
		expect(await requests()).toMatchObject([{ status: 'pending' }]);
	});
});

describe('the database', () => {
	const customer = { kind: 'customer', orgId: '', customerId: '' } as const;
	const asCarla = <T>(work: Parameters<typeof asCustomer<T>>[2]) =>
		asCustomer(fresh.database, { ...customer, orgId: lumi.orgId, customerId: carla.id }, work);

	it('lets a customer ask for nobody else, and decide nothing', async () => {
		const of = (id: string) =>
			asCarla(
				(tx) => tx`insert into customer_data_requests (org_id, customer_id) values (${lumi.orgId}, ${id})`
			);
		await expect(of(dana.id)).rejects.toThrow('row-level security');
		await ask();
		const approve = asCarla((tx) => tx`update customer_data_requests set status = 'approved'`);
		await expect(approve).rejects.toThrow('row-level security');
		await expect(asCarla((tx) => tx`select hold_note from customer_data_requests`)).rejects.toThrow(
			'permission'
		);
		const { count } = await asCarla((tx) => tx`update customer_data_requests set status = 'withdrawn'`);
		expect(count, 'hers alone, though the others are there').toBe(1);
		expect(await fresh.owner`select from customer_data_requests where status = 'pending'`).toHaveLength(3);
	});

	it('lets no member make, decide or remove one, and nobody but the owner note why it waits', async () => {
		await ask();
		for (const role of ['owner', 'admin', 'manager', 'agent'] as MemberRole[]) {
			const member: Member = await joins(
				fresh.owner,
				await person(fresh.owner, `Robin ${role}`),
				lumi.orgId,
				role
			);
			const may = (work: Parameters<typeof asMember<unknown>>[2]) => asMember(fresh.database, member, work);
			await expect(may((tx) => tx`delete from customer_data_requests`)).rejects.toThrow('permission denied');
			await expect(may((tx) => tx`update customer_data_requests set status = 'withdrawn'`)).rejects.toThrow(
				'permission denied'
			);
			const hold = () =>
				may(
					(tx) =>
						tx`update customer_data_requests set hold_note = ${role}, held_at = now() where customer_id = ${carla.id}`
				);
			const letWait = () =>
				may((tx) => tx`update customer_data_requests set held_at = now() where customer_id = ${carla.id}`);
			if (role === 'owner') {
				expect(await hold()).toMatchObject({ count: 1 });
				expect(await letWait()).toMatchObject({ count: 1 });
			} else {
				await expect(hold()).rejects.toThrow('only the owner decides about a request');
				await expect(letWait()).rejects.toThrow('only the owner decides about a request');
			}
		}
	});

	it('is on hold with a note or without one, since the day on which that began, until the owner says otherwise', async () => {
		await ask();
		const olga = await joins(fresh.owner, await person(fresh.owner, 'Olga'), lumi.orgId, 'owner');
		const ada = await joins(fresh.owner, await person(fresh.owner, 'Ada'), lumi.orgId, 'admin');
		const as = <T>(actor: Member, work: Parameters<typeof asMember<T>>[2]) =>
			asMember(fresh.database, actor, work);
		const hold = (note: string) => as(olga, (tx) => holdRequest(tx, olga, carla.id, holding.parse({ note })));
		const seen = (actor = olga) => as(actor, (tx) => dataRequestOf(tx, actor, carla.id));
		expect(await seen()).toMatchObject({ heldAt: null, holdNote: null });
		await hold(' ');
		const since = (await seen())?.heldAt;
		expect(await seen()).toMatchObject({ heldAt: expect.any(Date) as Date, holdNote: null });
		await hold('Invoice open');
		expect(await seen()).toMatchObject({ heldAt: since, holdNote: 'Invoice open' });
		expect(await seen(ada), 'the note is the owner’s').toMatchObject({ heldAt: since, holdNote: null });
		await expect(as(ada, (tx) => takeOffHold(tx, ada, carla.id))).rejects.toMatchObject({
			refusal: 'forbidden'
		});
		await as(olga, (tx) => takeOffHold(tx, olga, carla.id));
		expect(await seen()).toMatchObject({ heldAt: null, holdNote: null });
		for (const note of ['nul\0', 'bell\u0007', '\ud800'])
			expect(holding.safeParse({ note }).error?.issues[0]?.message).toContain('cannot be kept');
		await fresh.owner`update customer_data_requests set status = 'withdrawn'`;
		await expect(hold('too late')).rejects.toMatchObject({ refusal: 'conflict' });
	});
});

describe('owners and admins', () => {
	it('are told by mail, and nobody else is; the mail goes with the customer', async () => {
		await ask();
		const admin = await person(fresh.owner, 'Ada Admin');
		await joins(fresh.owner, admin, lumi.orgId, 'admin');
		const agent = await person(fresh.owner, 'Alma Agent');
		await joins(fresh.owner, agent, lumi.orgId, 'agent');
		const [job] = await told();
		await tellOfDataRequest(testHub(fresh.database), job?.payload);
		const mails = await fresh.owner<{ recipient: string; subject: string; path: string }[]>`
			select recipient, subject, path from outbox_mails where kind = 'data_request'`;
		expect(mails.map(({ recipient }) => recipient)).toContain(admin.email);
		expect(mails.map(({ recipient }) => recipient)).not.toContain(agent.email);
		expect(mails.every(({ subject }) => subject === 'Carla Customer asks to be deleted')).toBe(true);
		expect(mails[0]?.path).toBe(`/customers/${carla.id}`);
		expect(neighbour.orgId, 'another business has owners too').not.toBe(lumi.orgId);
		await fresh.owner`delete from customer_data_requests where customer_id = ${carla.id}`;
		expect(await fresh.owner`select from outbox_mails where kind = 'data_request'`).toHaveLength(0);
	});

	it('are not told of a request that was taken back at once', async () => {
		await ask();
		const [job] = await told();
		await withdrawDeletion(fresh.database, token);
		await tellOfDataRequest(testHub(fresh.database), job?.payload);
		expect(await fresh.owner`select from outbox_mails where kind = 'data_request'`).toHaveLength(0);
	});
});
