import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asMember } from '#hub/organizations/actor.ts';
import { readPortal } from '#hub/portal/page.ts';
import { openMaintenance } from '#platform/database/maintenance.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { tablesWith } from '#support/dump.ts';
import { erasingSalon, type Colleague, type ErasingSalon } from '#support/erasing.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { dataRequestOf, erasurePreview, keptInvoices, pastErasures } from './desk.ts';
import { finishErasure, finishErasuresTask } from './finish.ts';
import { customerHash } from './ledger.ts';
import type { Sought } from './person.ts';
import { registry } from './registry.ts';
import { withdrawDeletion } from './requests.ts';
import { rowsByClaim } from './removal-sql.ts';
import { trace } from './trace.ts';

let hub: TestInstance;
let lumi: ErasingSalon['lumi'];
let carla: ErasingSalon['carla'];
let dana: ErasingSalon['dana'];
let token: ErasingSalon['token'];
let olga: ErasingSalon['olga'];
let colleague: ErasingSalon['colleague'];
let erase: ErasingSalon['erase'];
let there: ErasingSalon['there'];

beforeAll(async () => {
	hub = await openTestInstance();
});
afterAll(() => hub.close());
beforeEach(async () => {
	({ lumi, carla, dana, token, olga, colleague, erase, there } = await erasingSalon(hub));
});

const keys = async (storage: Storage = hub.storage) => {
	const found: string[] = [];
	for await (const { key } of storage.list()) if (!key.includes('/')) found.push(key);
	return found;
};
const objectsOf = async (id: string) =>
	(
		await hub.fresh.owner<{ keys: string[] }[]>`
			select array[object_key, thumbnail_key] as keys from documents where customer_id = ${id}
			union all select array[object_key, thumbnail_key] from attachments where customer_id = ${id}`
	).flatMap(({ keys }) => keys);
const ledger = () => hub.fresh.owner<Record<string, unknown>[]>`
	select * from erasures where org_id = ${lumi.orgId} order by approved_at`;

/** While storage deletes nothing. */
const failing = (): TestInstance => ({
	...hub,
	storage: Object.assign(Object.create(hub.storage) as Storage, {
		delete: () => Promise.reject(Object.assign(new Error('storage is away'), { code: 'StorageUnavailable' }))
	})
});

describe('an erasure', () => {
	it('takes every row that names her, and nobody else’s', async () => {
		const { owner } = hub.fresh;
		const ids = [
			carla.id,
			carla.inquiryId,
			carla.messageId,
			carla.attachmentId,
			carla.documentId,
			carla.quoteId
		];
		for (const id of ids) expect(await tablesWith(owner, id), 'it was there').not.toEqual([]);
		const before = await tablesWith(owner, dana.id);
		expect(await erase()).toMatchObject({ finished: true });
		for (const id of ids) expect(await tablesWith(owner, id)).toEqual([]);
		expect(await tablesWith(owner, 'carla')).toEqual([]);
		expect(await tablesWith(owner, dana.id)).toEqual(before);
	});

	it('takes rows of every table of which the registry says so, and there were some in each', async () => {
		const { owner } = hub.fresh;
		await owner`update customer_imports set sheet = ${Buffer.from('carla@example.com')} where org_id = ${lumi.orgId}`;
		await owner`select enqueue_job('tidy_sign_in', ${owner.json({ messageId: carla.messageId })}::json)`;
		const maintenance = openMaintenance(hub.fresh.ownerUrl);
		const person = {
			orgId: lumi.orgId,
			customerId: carla.id,
			emails: ['carla@example.com'],
			phones: [],
			ids: [carla.id, carla.messageId]
		};
		const rows = async () =>
			new Set((await maintenance.transaction((tx) => rowsByClaim(tx, person))).map(({ table }) => table));
		const taken = Object.entries(registry).filter(
			([, claim]) => !('nothing' in claim) && claim.rows.some(({ erased }) => erased === 'deleted')
		);
		expect([...(await rows())].sort()).toEqual(expect.arrayContaining(taken.map(([table]) => table).sort()));
		await erase();
		expect([...(await rows())]).toEqual([]);
		await maintenance.close();
	});

	it('takes her files and their thumbnails, and leaves everybody else’s', async () => {
		const hers = await objectsOf(carla.id);
		const others = await objectsOf(dana.id);
		expect(hers).toHaveLength(4);
		expect(await keys()).toEqual(expect.arrayContaining(hers));
		await erase();
		expect((await keys()).filter((key) => hers.includes(key))).toEqual([]);
		expect(await keys()).toEqual(expect.arrayContaining(others));
		const left = await hub.fresh.owner`select from objects where key = any(${hers})`;
		expect(left).toHaveLength(0);
	});

	it('is finished by several at once, of which each finds that it is', async () => {
		const { erasureId } = await erase(olga, carla.id, {}, failing());
		// None forgets a file before each has taken it away.
		let waiting = 0;
		let meet = () => {};
		const met = new Promise<void>((resolve) => (meet = resolve));
		const storage = Object.assign(Object.create(hub.storage) as Storage, {
			delete: async (key: string) => {
				await hub.storage.delete(key);
				if (++waiting === 8) meet();
				await met;
			}
		});
		const finish = () => finishErasure({ ...hub, storage }, lumi.orgId, erasureId);
		expect(await Promise.all([finish(), finish()])).toEqual([true, true]);
		expect(await ledger()).toMatchObject([{ finished_at: expect.any(Date) as Date }]);
	});

	it('closes her portal with the same answer as an unknown link', async () => {
		expect(await readPortal(hub.database, token, 1)).not.toBeNull();
		await erase();
		expect(await readPortal(hub.database, token, 1)).toBeNull();
	});

	it('leaves in the ledger how much went and who approved it, and nothing of her', async () => {
		await hub.fresh.owner`delete from customer_data_requests where customer_id = ${dana.id}`;
		await erase();
		expect(await asMember(hub.database, olga.actor, (tx) => pastErasures(tx, olga.actor))).toMatchObject([
			{
				approvedBy: 'Robin owner',
				files: 2,
				bytes: 12,
				receipt: { ready: true, mailing: false, takenAt: null }
			}
		]);
		const [entry] = await ledger();
		expect(entry).toMatchObject({
			erases: null,
			approved_by: olga.actor.memberId,
			counts: {
				customers: 1,
				inquiries: 1,
				messages: 1,
				documents: 1,
				attachments: 1,
				quotes: 1,
				payments: 1
			},
			files: 2,
			bytes: 12,
			sought_hashes: []
		});
		expect(entry?.['requested_at']).toBeInstanceOf(Date);
		expect(entry?.['finished_at']).toBeInstanceOf(Date);
		const hash = customerHash(hub.secrets, lumi.orgId, carla.id);
		expect(entry?.['customer_hash']).toEqual(hash);
		const lines = await readFile(hub.config.erasureLedger, 'utf8');
		expect(lines).toContain(hash.toString('hex'));
		expect(lines).not.toContain(carla.id);
	});

	it('writes down each id that she had before merges, under which an older backup holds her', async () => {
		const [merge] = await hub.fresh.owner<{ id: string }[]>`
			select merged_id as id from customer_merges where kept_id = ${carla.id}`;
		await erase();
		const lines = await readFile(hub.config.erasureLedger, 'utf8');
		expect(lines).toContain(customerHash(hub.secrets, lumi.orgId, merge?.id ?? '').toString('hex'));
	});

	it('leaves of invoices and receipts what a business must keep, without whose they are (D9)', async () => {
		const { owner } = hub.fresh;
		await owner`update quotes set status = 'paid', invoice_number = 7, invoiced_at = '2026-03-14 12:00+00', paid_at = now(),
			subtotal_minor = 1000, tax_minor = 90, total_minor = 1090 where id = ${carla.quoteId}`;
		await owner`delete from kept_invoices where org_id = ${lumi.orgId}`;
		await erase();
		const kept =
			await owner`select kind, number, issued_on::text as day, currency, tax_minor::int as tax, total_minor::int as total
			from kept_invoices where org_id = ${lumi.orgId} order by kind`;
		expect(kept).toMatchObject([
			{ kind: 'invoice', number: 7, day: '2026-03-14', currency: 'EUR', tax: 90, total: 1090 },
			{ kind: 'receipt', day: '2026-01-01', currency: 'EUR', total: 100 }
		]);
		const books = (who: Colleague) => asMember(hub.database, who.actor, (tx) => keptInvoices(tx, who.actor));
		expect(await books(olga)).toMatchObject({
			rows: [
				{
					kind: 'invoice',
					number: 7,
					issuedOn: '2026-03-14',
					currency: 'EUR',
					taxMinor: 90,
					totalMinor: 1090
				},
				{ kind: 'receipt', issuedOn: '2026-01-01', totalMinor: 100, takenBack: false }
			],
			more: false
		});
		const ada = await colleague('admin');
		expect(await books(ada)).toEqual({ rows: [], more: false });
		const posing = { ...ada, actor: { ...ada.actor, role: 'owner' as const } };
		expect(await books(posing), 'the database says so too').toEqual({ rows: [], more: false });
	});

	it('is invisible to a trace afterwards, and until its last file is gone that file is found', async () => {
		const maintenance = openMaintenance(hub.fresh.ownerUrl);
		const look = (sought: Partial<Sought>) =>
			trace(hub, maintenance, { ids: [], emails: [], phones: [], ...sought });
		const by = [{ ids: [carla.id] }, { emails: ['carla@example.com'] }, { emails: ['carla@old.example'] }];
		for (const sought of by) expect((await look(sought)).tables.length).toBeGreaterThan(10);
		await erase(olga, carla.id, {}, failing());
		for (const sought of by) expect(await look(sought)).toMatchObject({ tables: [], objects: { length: 4 } });
		await finishErasuresTask(hub);
		for (const sought of by) expect(await look(sought)).toEqual({ tables: [], objects: [], files: [] });
		await maintenance.close();
	});

	it('takes soft-deleted cases too', async () => {
		await hub.fresh.owner`update inquiries set deleted_at = now() where id = ${carla.inquiryId}`;
		await erase();
		expect(await tablesWith(hub.fresh.owner, carla.inquiryId)).toEqual([]);
	});

	it('leaves the one who sent her with an honest count, and without her name', async () => {
		const { owner } = hub.fresh;
		await owner`update referrals set friend_id = ${carla.id}, friend_name = 'Carla Customer' where referrer_id = ${dana.id}`;
		await owner`update referrals set friend_id = ${dana.id} where referrer_id = ${carla.id}`;
		await erase();
		const left =
			await owner`select referrer_id, friend_id, friend_name from referrals where org_id = ${lumi.orgId}`;
		expect(left).toEqual([{ referrer_id: dana.id, friend_id: null, friend_name: null }]);
	});

	it('takes jobs and imports that name her, by id, address or number, and no others', async () => {
		const { owner } = hub.fresh;
		await owner`update customers set phone = '+49 170 1234567', phone_normalized = '+491701234567' where id = ${carla.id}`;
		const job = (payload: unknown) =>
			owner`select enqueue_job('tidy_sign_in', ${owner.json(payload as string)}::json)`;
		for (const payload of [
			{ messageId: carla.messageId },
			{ email: 'carla@example.com' },
			{ to: '0170/12 345 67' }
		])
			await job(payload);
		for (const payload of [
			{ messageId: dana.messageId },
			{ email: 'not-carla@example.com' },
			{ to: '0170 1234568' }
		])
			await job(payload);
		await owner`update customer_imports set sheet = ${Buffer.from('{"rows":[[1,"C","CARLA@example.com"]]}')} where org_id = ${lumi.orgId}`;
		await erase();
		const left = await owner<{ payload: object }[]>`select payload from graphile_worker._private_jobs as jobs
			join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id where identifier = 'tidy_sign_in' order by jobs.id`;
		expect(left.map(({ payload }) => payload)).toEqual([
			{ messageId: dana.messageId },
			{ email: 'not-carla@example.com' },
			{ to: '0170 1234568' }
		]);
		expect(await owner`select from customer_imports where org_id = ${lumi.orgId}`).toHaveLength(0);
	});

	it('is begun once when it is approved twice at the same moment', async () => {
		const second = await colleague('owner');
		const both = await Promise.allSettled([erase(), erase(second), erase()]);
		expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
		for (const it of both)
			if (it.status === 'rejected')
				expect(it.reason).toMatchObject({ refusal: expect.stringMatching(/conflict|not-found/) });
		expect(await ledger()).toHaveLength(1);
	});
});

describe('a request that is approved and withdrawn at the same moment', () => {
	it('is either of the two, and whoever came second is told', async () => {
		const { owner } = hub.fresh;
		const [request] = await owner<
			{ id: string }[]
		>`select id from customer_data_requests where customer_id = ${carla.id}`;
		const [erased, withdrawn] = await Promise.allSettled([
			erase(olga, carla.id, { request: request?.id ?? '' }),
			withdrawDeletion(hub.database, token)
		]);
		const gone = erased.status === 'fulfilled';
		expect(await there()).toBe(!gone);
		expect(withdrawn).toEqual({ status: 'fulfilled', value: !gone });
		if (erased.status === 'rejected')
			expect(erased.reason).toMatchObject({
				refusal: 'conflict',
				message: expect.stringContaining('withdrawn the request') as string
			});
		expect((await ledger()).length).toBe(gone ? 1 : 0);
	});
});

describe('a request that is withdrawn while its customer goes', () => {
	it('is not said to be, since there is nobody left', async () => {
		const { owner } = hub.fresh;
		let withdrawn: Promise<boolean> | null = null;
		await owner.begin(async (tx) => {
			await tx`select pg_advisory_xact_lock(hashtextextended(${carla.id}, 107))`;
			withdrawn = withdrawDeletion(hub.database, token);
			await expect
				.poll(() => owner`select from pg_locks where locktype = 'advisory' and not granted`)
				.toHaveLength(1);
			await tx`delete from customers where id = ${carla.id}`;
		});
		expect(await withdrawn).toBe(false);
	});
});

describe('before it', () => {
	it('its owner sees how much would go and what others would lose; nobody else does', async () => {
		const { owner } = hub.fresh;
		await owner`update referrals set friend_id = ${carla.id} where referrer_id = ${dana.id}`;
		const preview = (who: Colleague) =>
			asMember(hub.database, who.actor, (tx) => erasurePreview(tx, who.actor, carla.id));
		expect(await preview(olga)).toMatchObject({
			counts: { customers: 1, inquiries: 1, messages: 1, documents: 1, quotes: 1, payments: 1 },
			files: 2,
			bytes: 12,
			sentBy: ['Dana Customer'],
			sent: 1,
			openInvoices: 0
		});
		expect(await preview(await colleague('admin'))).toBeNull();
		await owner`update customer_data_requests set hold_note = 'Invoice open', held_at = now() where customer_id = ${carla.id}`;
		const request = async (who: Colleague) =>
			asMember(hub.database, who.actor, (tx) => dataRequestOf(tx, who.actor, carla.id));
		expect(await request(olga)).toMatchObject({ holdNote: 'Invoice open', overdue: false });
		expect(await request(await colleague('admin'))).toMatchObject({
			holdNote: null,
			heldAt: expect.any(Date) as Date
		});
	});
});

describe('while storage does not answer', () => {
	it('her rows are gone at once, and the bytes once it is back, without anybody asking', async () => {
		const hers = await objectsOf(carla.id);
		expect(await erase(olga, carla.id, {}, failing())).toMatchObject({ finished: false });
		expect(await there()).toBe(false);
		expect((await ledger())[0]).toMatchObject({ finished_at: null });
		expect((await keys()).filter((key) => hers.includes(key))).toHaveLength(4);
		const jobs = await hub.fresh.owner<
			{ task: string }[]
		>`select identifier as task from graphile_worker._private_jobs as jobs
			join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id order by identifier`;
		expect(
			jobs.map(({ task }) => task),
			'one job for all of them'
		).toEqual(['finish_erasure', 'vacuum_after_erasures']);
		await finishErasuresTask(hub);
		expect((await ledger())[0]?.['finished_at']).toBeInstanceOf(Date);
		expect((await keys()).filter((key) => hers.includes(key))).toEqual([]);
	});
});
