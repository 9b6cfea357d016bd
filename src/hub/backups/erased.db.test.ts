import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { channelForms } from '#hub/channels/schema.ts';
import { saveChannel } from '#hub/channels/verbs.ts';
import { keptPurposes } from '#hub/kept-purposes.ts';
import { receiveMail, type Reception } from '#hub/messages/mail-in.ts';
import { receiveWhatsApp } from '#hub/messages/whatsapp-receive.ts';
import { asMember } from '#hub/organizations/actor.ts';
import { eraseAgain, isForeign, LedgerBehind } from '#hub/privacy/again.ts';
import { notInLedger } from '#hub/privacy/ledger-keeping.ts';
import { takeLedger } from '#hub/privacy/erasure-sql.ts';
import { customerHash } from '#hub/privacy/ledger.ts';
import { writeErasure } from '#hub/privacy/ledger-turn.ts';
import { readLedger } from '#hub/privacy/ledger-reading.ts';
import { openMaintenance, type Maintenance } from '#platform/database/maintenance.ts';
import { migrate } from '#platform/database/migrate.ts';
import { withKept } from '#platform/secrets.ts';
import { archiveOf, giveBytes, loadInto, migrations } from '#support/backups.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { mail as written } from '#support/mails.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { startS3Server, type S3Server } from '#support/s3-server.ts';
import { whatsappPayload } from '#support/whatsapp.ts';

/** A backup is made, a customer is erased, and the backup is brought back on another machine, which has another instance key. */
let before: TestInstance;
let after: TestInstance;
let bucket: S3Server;
let salon: Whole;
let neighbour: Whole;
let maintenance: Maintenance;
let ledgerFile: string;
const restored = { erased: -1, files: 0 };
/** Of all her objects, in bytes. */
let carlasBytes: number;

const inBackup = written({ from: 'Carla <carla@example.com>', subject: 'Friday?' });
/** What came after the backup, and before who sent it was erased. */
const late = {
	carla: written({ from: 'Carla <carla@example.com>', subject: 'Saturday?' }),
	nina: written({ from: 'Nina <nina@new.example>', subject: 'Do you cut curls?' }),
	copy: written({
		from: 'Studio Lumi <studio@lumi.example>',
		messageId: '<late@lumi.example>',
		body: 'Dear Carla'
	}),
	bounce: written({
		from: 'MAILER-DAEMON@mx.example',
		headers: ['Return-Path: <>', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b'],
		body: [
			'--b\r\nContent-Type: text/plain\r\n\r\nSorry',
			'--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx',
			'',
			'Final-Recipient: rfc822; carla@example.com\r\nAction: failed\r\nStatus: 5.1.1',
			'--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <late@lumi.example>',
			'--b--'
		].join('\r\n')
	}),
	/** From somebody who was not erased. */
	dana: written({ from: 'Dana <dana@example.com>', subject: 'And Sunday?' })
};
const number = '106540352242922';
const nora = '491701234567';
const wamid = (id: string) => ({
	id,
	from: nora,
	timestamp: '1764000000',
	type: 'text',
	text: { body: `I am ${id}` }
});
const receive = (hub: TestInstance, raw: Buffer): Promise<Reception> =>
	receiveMail(hub, salon.orgId, { raw, recipient: null, receivedAt: null });
/** As Meta does, and does again when it has not heard that a message was kept. */
const tell = async (hub: TestInstance, id: string) => {
	const body = JSON.stringify(whatsappPayload(number, { from: nora, name: 'Nora', messages: [wamid(id)] }));
	const signature = `sha256=${createHmac('sha256', 'app secret').update(body).digest('hex')}`;
	expect(await receiveWhatsApp(hub, Buffer.from(body), signature)).toBe(true);
};
/** Settings of a channel are sealed under the instance key, so each machine has its own. */
const connect = (hub: TestInstance) => {
	const actor = {
		kind: 'member' as const,
		orgId: salon.orgId,
		memberId: salon.ownerId,
		personId: salon.personId,
		role: 'owner' as const
	};
	const form = channelForms.whatsapp.parse({
		phoneNumberId: number,
		token: 'token',
		appSecret: 'app secret',
		verifyToken: 'word'
	});
	return asMember(hub.database, actor, (tx) => saveChannel(hub, tx, actor, 'whatsapp', form));
};
const customerBy = async (
	hub: TestInstance,
	column: 'email_normalized' | 'phone_normalized',
	value: string
) => {
	const { owner } = hub.fresh;
	const [row] = await owner<
		{ id: string }[]
	>`select id from customers where org_id = ${salon.orgId} and ${owner(column)} = ${value}`;
	return row?.id ?? null;
};

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
	unreadable: [],
	missing: []
});
const carla = () => salon.customers[0] ?? fail();
const fail = (): never => {
	throw new Error('the salon has a customer');
};
/** Documents of hers with a small picture each, all of a size that makes a long number of several. */
async function moreFiles(owner: TestInstance['fresh']['owner'], count: number): Promise<void> {
	for (let made = 0; made < count; made += 1) {
		const [key, small] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
		const sha = randomBytes(32);
		for (const one of [key, small])
			await owner`insert into objects (key, org_id, state, size, sha256) values (${one}, ${salon.orgId}, 'stored', 3, ${sha})`;
		await owner`insert into documents (org_id, customer_id, object_key, thumbnail_key, name, content_type, category, size, sha256, uploaded_by)
			values (${salon.orgId}, ${carla().id}, ${key}, ${small}, 'photo.png', 'image/png', 'image', 3, ${sha}, ${salon.ownerId})`;
	}
}

async function bytesOfCarla(owner: TestInstance['fresh']['owner']): Promise<number> {
	const rows = await owner<{ size: number }[]>`select size::int as size from objects where key in (
		select unnest(array[object_key, thumbnail_key]) from documents where customer_id = ${carla().id} union all
		select unnest(array[object_key, thumbnail_key]) from attachments where customer_id = ${carla().id})`;
	expect(rows).toHaveLength(10);
	return rows.reduce((sum, { size }) => sum + size, 0);
}

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
	await moreFiles(owner, 3);
	restored.files = await giveBytes(owner, before.storage);
	carlasBytes = await bytesOfCarla(owner);
	await receive(before, inBackup);
	await connect(before);
	const { bytes } = await archiveOf(before.fresh.ownerUrl, before.storage);
	const there = openMaintenance(before.fresh.ownerUrl);
	await owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, message_id)
		values (${salon.orgId}, ${carla().inquiryId}, ${carla().id}, 'outbound', 'email', 'Dear Carla', '<late@lumi.example>')`;
	const outcomes: Record<string, string> = { copy: 'known', bounce: 'noted' };
	for (const [whose, raw] of Object.entries(late))
		expect(await receive(before, raw), whose).toMatchObject({ outcome: outcomes[whose] ?? 'kept' });
	await tell(before, 'late');
	const erased = [
		carla().id,
		(await customerBy(before, 'email_normalized', 'nina@new.example')) ?? fail(),
		(await customerBy(before, 'phone_normalized', `+${nora}`)) ?? fail()
	];
	expect(await eraseAgain(before, there, ledgerOf(...erased.map((id) => line(id))))).toBe(3);
	// Already here nobody comes back by what is repeated.
	await tell(before, 'late');
	for (const raw of [late.carla, late.nina, late.copy, late.bounce])
		expect(await receive(before, raw)).toEqual({ outcome: 'known' });
	expect(
		(await owner`select from customers where id = any(${erased}::uuid[]) or phone_normalized = ${`+${nora}`}`)
			.count
	).toBe(0);
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

test('what went is counted as it was, of many files too', async () => {
	const [noted] = await after.fresh.owner<{ files: number; bytes: number }[]>`
		select files, bytes::int as bytes from erasures where customer_hash = ${Buffer.from(line(carla().id).customer, 'hex')}`;
	expect(noted).toEqual({ files: 5, bytes: carlasBytes });
});

test('her link opens nothing, and everybody else’s does, though the instance key is another', async () => {
	expect(await enters(carla().tokenHash)).toBe(false);
	for (const customer of [salon.customers[1] ?? fail(), ...neighbour.customers])
		expect(await enters(customer.tokenHash)).toBe(true);
	expect((await after.fresh.owner`select from customers`).count).toBeGreaterThanOrEqual(3);
});

test('a mailbox that is read again brings her not back', async () => {
	const people = (await after.fresh.owner`select from customers`).count;
	for (const raw of [inBackup, late.carla, late.nina, late.copy, late.bounce])
		expect(await receive(after, raw)).toEqual({ outcome: 'known' });
	expect((await after.fresh.owner`select from customers`).count).toBe(people);
});

test('nor does a webhook that is repeated', async () => {
	await connect(after);
	await tell(after, 'late');
	expect(await customerBy(after, 'phone_normalized', `+${nora}`)).toBeNull();
	expect((await after.fresh.owner`select from messages where body = 'I am late'`).count).toBe(0);
});

test('what others sent after the backup comes back with the mailbox, and what she sends from now on is news', async () => {
	expect(await receive(after, late.dana)).toMatchObject({ outcome: 'kept' });
	expect(await receive(after, written({ from: 'Nina <nina@new.example>' }))).toMatchObject({
		outcome: 'kept'
	});
	await tell(after, 'new');
	expect(await customerBy(after, 'phone_normalized', `+${nora}`)).not.toBeNull();
});

test('a ledger that lacks hashes of a line says all of them once it was brought here', async () => {
	const whole = await readLedger([ledgerFile], null);
	const adopted = await readLedger([after.config.erasureLedger], null);
	const copies = await readLedger([], after.storage);
	for (const { customer, seen } of whole.lines) {
		expect(new Set(adopted.lines.find((it) => it.customer === customer)?.seen)).toEqual(new Set(seen));
		expect(new Set(copies.lines.find((it) => it.customer === customer)?.seen)).toEqual(new Set(seen));
	}
	expect(whole.lines.find(({ customer }) => customer === line(carla().id).customer)?.seen).toHaveLength(4);
});

test('the new machine has the ledger from then on, in its file and in its storage', async () => {
	const hash = line(carla().id).customer;
	const here = await readLedger([after.config.erasureLedger], after.storage);
	expect(here.lines.map(({ customer }) => customer)).toContain(hash);
	expect(here.copied).toContain(hash);
	expect(await eraseAgain(after, maintenance, here)).toBe(0);
	expect(await notInLedger(maintenance, here)).toEqual([]);
});

test('a ledger is known to be of another instance when it names no organization that is here', async () => {
	const stranger = line(carla().id, randomUUID());
	expect(await isForeign(maintenance, ledgerOf(stranger, line(carla().id, randomUUID())))).toBe(true);
	expect(await isForeign(maintenance, ledgerOf(stranger, line(carla().id)))).toBe(false);
	expect(await isForeign(maintenance, ledgerOf())).toBe(false);
});

test('a line is not written while another process writes one', async () => {
	const size = async () => (await readFile(after.config.erasureLedger)).length;
	const before = await size();
	const { owner } = after.fresh;
	let written: Promise<void> | undefined;
	await owner.begin(async (tx) => {
		await takeLedger(tx);
		written = writeErasure(after, {
			orgId: salon.orgId,
			customerHash: randomBytes(32),
			erasedAt: new Date(),
			seen: []
		});
		await expect
			.poll(
				() => owner`select from pg_locks where locktype = 'advisory' and not granted
				and database = (select oid from pg_database where datname = current_database())`
			)
			.toHaveLength(1);
		expect(await size()).toBe(before);
	});
	await written;
	expect(await size()).toBeGreaterThan(before);
	const { unreadable, missing } = await readLedger([after.config.erasureLedger], null);
	expect({ unreadable, missing }).toEqual({ unreadable: [], missing: [] });
});

test('a ledger that lacks what the backup knows is refused', async () => {
	await expect(eraseAgain(after, maintenance, ledgerOf())).rejects.toThrow(LedgerBehind);
});
