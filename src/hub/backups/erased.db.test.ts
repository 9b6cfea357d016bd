import { afterAll, beforeAll, expect, test } from 'vitest';
import { keptPurposes } from '#hub/kept-purposes.ts';
import { receiveMail } from '#hub/messages/mail-in.ts';
import { eraseAgain, LedgerBehind, notInLedger } from '#hub/privacy/again.ts';
import { customerHash } from '#hub/privacy/ledger.ts';
import { readLedger } from '#hub/privacy/ledger-reading.ts';
import { openMaintenance, type Maintenance } from '#platform/database/maintenance.ts';
import { migrate } from '#platform/database/migrate.ts';
import { withKept } from '#platform/secrets.ts';
import { archiveOf, giveBytes, loadInto, migrations } from '#support/backups.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { startS3Server, type S3Server } from '#support/s3-server.ts';

/** A backup is made, a customer is erased, and the backup is brought back on another machine, which has another instance key. */
let before: TestInstance;
let after: TestInstance;
let bucket: S3Server;
let salon: Whole;
let neighbour: Whole;
let maintenance: Maintenance;
let ledgerFile: string;
const restored = { erased: -1, files: 0 };

const mail = Buffer.from(
	'From: Carla <carla@example.com>\r\nTo: studio@in.example\r\nMessage-ID: <seen@example.com>\r\nSubject: Friday?\r\n\r\nIs Friday free?\r\n'
);

/** As a start does: keys whose hashes are compared stay with the data. */
async function started(instance: TestInstance): Promise<TestInstance> {
	const { keptKeys } = await migrate({
		ownerUrl: instance.fresh.ownerUrl,
		appUrl: instance.fresh.appUrl,
		loginSecret: Buffer.alloc(32, 'test'),
		folder: migrations,
		halfRestored: true,
		keptKeys: new Map(keptPurposes.map((purpose) => [purpose, instance.secrets.derive(purpose)]))
	});
	return { ...instance, secrets: withKept(instance.secrets, keptKeys) };
}

const line = (customerId: string, org = salon.orgId) => ({
	v: 1 as const,
	org,
	customer: customerHash(before.secrets, org, customerId).toString('hex'),
	erasedAt: '2026-11-26T12:00:00.000Z'
});
const ledgerOf = (...lines: ReturnType<typeof line>[]) => ({
	lines,
	files: [],
	copied: new Set<string>(),
	unreadable: 0
});
const carla = () => salon.customers[0] ?? fail();
const fail = (): never => {
	throw new Error('the salon has a customer');
};
const enters = async (hash: Buffer) => {
	const [row] = await after.database.transaction(
		'hub_customer',
		{},
		(tx) => tx<{ in: boolean }[]>`select gate.enter_portal(${hash}) as in`
	);
	return row?.in;
};

beforeAll(async () => {
	bucket = await startS3Server();
	before = await started(await openTestInstance({ SECRET_KEY: 'the key of the old machine' }));
	after = await openTestInstance({ SECRET_KEY: 'the key of the new machine', STORAGE_URL: bucket.url() });
	const { owner } = before.fresh;
	salon = await wholeOrganization(owner, 'Studio Lumi');
	neighbour = await wholeOrganization(owner, 'Studio Neighbour');
	await owner`delete from erasures`;
	await owner`update organizations set last_case_number = 10`;
	restored.files = await giveBytes(owner, before.storage);
	await receiveMail(before, salon.orgId, { raw: mail, recipient: null, receivedAt: null });
	const { bytes } = await archiveOf(before.fresh.ownerUrl, before.storage);
	const there = openMaintenance(before.fresh.ownerUrl);
	expect(await eraseAgain(before, there, ledgerOf(line(carla().id)))).toBe(1);
	await there.close();
	ledgerFile = before.config.erasureLedger;

	await loadInto({ ownerUrl: after.fresh.ownerUrl, storage: after.storage }, bytes);
	after = await started(after);
	maintenance = openMaintenance(after.fresh.ownerUrl);
	expect((await after.fresh.owner`select from customers where id = ${carla().id}`).count).toBe(1);
	restored.erased = await eraseAgain(after, maintenance, await readLedger([ledgerFile], after.storage));
}, 120_000);
afterAll(async () => {
	await maintenance.close();
	await Promise.all([before.close(), after.close()]);
	await bucket.stop();
});

test('who was erased after a backup stays erased: no row, no file', async () => {
	expect(restored.erased).toBe(1);
	const { owner } = after.fresh;
	const tables = await owner<{ name: string }[]>`select relname as name from pg_class
		where relnamespace = 'public'::regnamespace and relkind = 'r'`;
	const naming: string[] = [];
	for (const { name } of tables) {
		const { count } = await owner`select from ${owner(name)} as row where row::text like any (${[
			`%${carla().id}%`,
			`%${carla().documentId}%`,
			`%${carla().messageId}%`
		]})`;
		if (count > 0) naming.push(name);
	}
	expect(naming).toEqual([]);
	expect(
		(await owner`select from graphile_worker._private_jobs where payload::text like ${`%${carla().id}%`}`)
			.count
	).toBe(0);
	const keys = [];
	for await (const { key } of after.storage.list()) if (!key.includes('/')) keys.push(key);
	expect(keys.length).toBeLessThan(restored.files);
	const rows = await owner<{ key: string }[]>`select key from objects`;
	expect(keys.sort()).toEqual(rows.map(({ key }) => key).sort());
});

test('her link opens nothing, and everybody else’s does, though the instance key is another', async () => {
	expect(await enters(carla().tokenHash)).toBe(false);
	for (const customer of [salon.customers[1] ?? fail(), ...neighbour.customers])
		expect(await enters(customer.tokenHash)).toBe(true);
	expect((await after.fresh.owner`select from customers`).count).toBeGreaterThanOrEqual(3);
});

test('a mailbox that is read again brings her not back', async () => {
	const people = (await after.fresh.owner`select from customers`).count;
	const again = await receiveMail(after, salon.orgId, { raw: mail, recipient: null, receivedAt: null });
	expect(again).toEqual({ outcome: 'known' });
	expect((await after.fresh.owner`select from customers`).count).toBe(people);
});

test('the new machine has the ledger from then on, in its file and in its storage', async () => {
	const hash = line(carla().id).customer;
	const here = await readLedger([after.config.erasureLedger], after.storage);
	expect(here.lines.map(({ customer }) => customer)).toContain(hash);
	expect(here.copied).toContain(hash);
	expect(await eraseAgain(after, maintenance, here)).toBe(0);
	expect(await notInLedger(maintenance, here)).toEqual([]);
});

test('a ledger that lacks what the backup knows is refused', async () => {
	await expect(eraseAgain(after, maintenance, ledgerOf())).rejects.toThrow(LedgerBehind);
});
