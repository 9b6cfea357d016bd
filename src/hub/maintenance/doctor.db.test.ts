import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mendLedger } from '#hub/privacy/ledger-keeping.ts';
import { lineText } from '#hub/privacy/ledger-line.ts';
import { readLedger } from '#hub/privacy/ledger-reading.ts';
import { appendErasure, LEDGER_COPY, type Erased } from '#hub/privacy/ledger.ts';
import { openMaintenance, type Maintenance } from '#platform/database/maintenance.ts';
import { newKey } from '#platform/storage/keys.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { examine } from './doctor.ts';
import { retryFailedJobs } from './sql.ts';

let hub: TestInstance;
let maintenance: Maintenance;
let salon: Whole;
const migrations = join(import.meta.dirname, '../../../db/migrations');
const look = () => examine({ ...hub, maintenance, migrations });
const keep = (key: string) => hub.storage.put(key, Readable.from([Buffer.from('abc')]));

beforeAll(async () => {
	hub = await openTestInstance();
	maintenance = openMaintenance(hub.fresh.ownerUrl);
	salon = await wholeOrganization(hub.fresh.owner, 'Studio Lumi');
	// The helper writes rows alone, with keys of its own; here each gets its bytes.
	const rows = await hub.fresh.owner<{ key: string }[]>`select key from objects`;
	await hub.fresh.owner.begin(async (sql) => {
		await sql`set local session_replication_role = replica`;
		for (const { key } of rows) {
			const real = newKey();
			await keep(real);
			await sql`update objects set key = ${real} where key = ${key}`;
			await sql`update documents set object_key = ${real} where object_key = ${key}`;
			await sql`update documents set thumbnail_key = ${real} where thumbnail_key = ${key}`;
			await sql`update attachments set object_key = ${real} where object_key = ${key}`;
		}
	});
	const erasures = await hub.fresh.owner<Erased[]>`update erasures set finished_at = now()
		returning org_id as "orgId", customer_hash as "customerHash", erased_at as "erasedAt", seen_hashes as seen`;
	for (const erasure of erasures) await appendErasure(hub, erasure);
});
afterAll(async () => {
	await maintenance.close();
	await hub.close();
});

const anyKey = async () => {
	const [row] = await hub.fresh.owner<{ key: string }[]>`select object_key as key from documents limit 1`;
	return row?.key ?? '';
};

describe('the doctor', () => {
	test('finds nothing wrong with a healthy installation, and says what is there', async () => {
		const report = await look();
		expect(report.problems).toEqual([]);
		expect(report).toMatchObject({
			organizations: 1,
			customers: 2,
			documents: 2,
			objects: 8,
			missingObjects: 0,
			orphanObjects: 0,
			pendingErasures: 0,
			failedJobs: 0,
			pendingMigrations: 0,
			tablesWithoutForcedRls: 0,
			appLoginFaults: 0,
			storageFaults: 0,
			databaseVersionTooOld: 0,
			storage: 'local'
		});
		expect(report.freeDiskBytes).toBeGreaterThan(0);
		expect(report.databaseVersion).toMatch(/^1\d\.\d+/);
	});

	/** What each place of the ledger says, and that it is as it was afterwards. */
	const copies = async () => {
		const keys: string[] = [];
		for await (const { key } of hub.storage.list(`${LEDGER_COPY}/`)) keys.push(key);
		return keys;
	};
	const loseCopies = async () => {
		for (const key of await copies()) await hub.storage.delete(key);
	};
	const mended = async () => {
		const old = await mendLedger(hub, maintenance);
		expect((await look()).problems).toEqual([]);
		for (const place of [
			await readLedger([hub.config.erasureLedger], null),
			await readLedger([], hub.storage)
		])
			expect(place.lines.map(({ org }) => org)).toEqual([salon.orgId]);
		return old;
	};

	test('says when the ledger of erasures is missing, cannot be written, or lacks an erasure', async () => {
		const { erasureLedger } = hub.config;
		await rename(erasureLedger, `${erasureLedger}.away`);
		const missing = await look();
		expect(missing).toMatchObject({ ledgerBehind: 0, ledgerFaults: 1 });
		expect(missing.problems).toEqual([expect.stringContaining(`${erasureLedger} is missing`)]);
		await loseCopies();
		expect(await look()).toMatchObject({ ledgerBehind: 1, ledgerFaults: 2 });
		await rename(`${erasureLedger}.away`, erasureLedger);
		await mended();
		const config = { ...hub.config, erasureLedger: join(hub.config.dataDir, 'instance.key', 'erasures.log') };
		expect(await examine({ ...hub, config, maintenance, migrations })).toMatchObject({ ledgerFaults: 2 });
	});

	test('says which place of the ledger lacks lines or is damaged, whatever the other has, and mends both', async () => {
		const { erasureLedger } = hub.config;
		const whole = await readFile(erasureLedger, 'utf8');
		const flipped = whole.replace(
			/"customer":"(.)/,
			(_, digit) => `"customer":"${digit === 'a' ? 'b' : 'a'}`
		);
		const [key = ''] = await copies();
		const put = (text: string) => hub.storage.put(key, Readable.from([Buffer.from(text)]), { replace: true });
		const others = whole
			.replace(/"customer":".{64}/, `"customer":"${'0'.repeat(64)}`)
			.replace(/,"after".*/, '}');
		for (const [what, said, lose] of [
			['an empty file', `${erasureLedger} lacks 1 line`, () => writeFile(erasureLedger, '')],
			['a flipped digit', `line 1 of ${erasureLedger}`, () => writeFile(erasureLedger, flipped)],
			['no copies', `in storage (${LEDGER_COPY}/) lacks 1 line`, loseCopies],
			['an empty copy', `${key} in storage`, () => put('')],
			['a flipped digit of a copy', `${key} in storage`, () => put(flipped)],
			['a copy that is about another', `${key} in storage`, () => put(others)]
		] as const) {
			await lose();
			const { problems, ledgerBehind } = await look();
			expect(
				problems.filter((one) => one.includes(said)),
				what
			).toHaveLength(1);
			expect(ledgerBehind).toBe(0);
			if (what !== 'a copy that is about another') await mended();
		}
		// Whoever the other line is about: it is written down nowhere else, so it stays, and lies where it belongs.
		await mendLedger(hub, maintenance);
		expect((await look()).problems).toEqual([]);
		expect((await copies()).sort()).toEqual([`${LEDGER_COPY}/${'0'.repeat(64)}`, key].sort());
		await hub.storage.delete(`${LEDGER_COPY}/${'0'.repeat(64)}`);
		await writeFile(erasureLedger, whole);
	});

	test('does not miss a line of an erasure that is under way', async () => {
		const { owner } = hub.fresh;
		await loseCopies();
		await owner`update erasures set finished_at = null`;
		expect(await look()).toMatchObject({ ledgerFaults: 0, pendingErasures: 1 });
		await owner`update erasures set finished_at = now()`;
		expect(await look()).toMatchObject({ ledgerFaults: 1, pendingErasures: 0 });
		await mended();
	});

	test('mends a ledger that is damaged or missing, of its copy and of the database, and keeps the old one', async () => {
		const { erasureLedger } = hub.config;
		const whole = await readFile(erasureLedger, 'utf8');
		for (const damaged of ['half a line', whole.replace(/"customer":"../, '"customer":"zz')]) {
			await writeFile(erasureLedger, damaged);
			await loseCopies();
			const report = await look();
			expect(report).toMatchObject({ ledgerBehind: 1, ledgerFaults: 2 });
			expect(report.problems).toContainEqual(
				expect.stringContaining(`1 line of it cannot be read (line 1 of ${erasureLedger})`)
			);
			expect(await readFile((await mended()) ?? '', 'utf8')).toBe(damaged);
		}
		await rm(erasureLedger);
		expect(await mended()).toBeNull();
	});

	test('loses nothing of a damaged ledger when mending it is broken off', async () => {
		const { erasureLedger } = hub.config;
		const whole = await readFile(erasureLedger, 'utf8');
		// The database knows nothing of her since it was restored, and the copies are lost.
		const hers = '0'.repeat(64);
		const line = lineText(
			{ v: 1, org: salon.orgId, customer: hers, erasedAt: '2026-11-26T12:00:00.000Z' },
			null
		);
		await writeFile(erasureLedger, `${whole}${line}\nx\n`);
		await loseCopies();
		const ill = Object.assign(Object.create(hub.storage) as TestInstance['storage'], {
			put: () => Promise.reject(new Error('the bucket does not answer'))
		});
		await expect(mendLedger({ ...hub, storage: ill }, maintenance)).rejects.toThrow('does not answer');
		await mendLedger(hub, maintenance);
		expect((await look()).problems).toEqual([]);
		for (const place of [await readLedger([erasureLedger], null), await readLedger([], hub.storage)])
			expect(place.lines.map(({ customer }) => customer)).toContain(hers);
		await hub.storage.delete(`${LEDGER_COPY}/${hers}`);
		await writeFile(erasureLedger, whole);
	});

	test('ends with a sentence where the ledger of erasures is no file', async () => {
		const folder = join(hub.config.dataDir, 'a folder');
		const pipe = join(hub.config.dataDir, 'a pipe');
		await mkdir(folder);
		execFileSync('mkfifo', [pipe]);
		for (const erasureLedger of [folder, pipe]) {
			const report = await examine({
				...hub,
				config: { ...hub.config, erasureLedger },
				maintenance,
				migrations
			});
			expect(report.ledgerFaults).toBe(1);
			expect(report.problems).toContainEqual(expect.stringContaining(`${erasureLedger} is no file.`));
		}
	});

	test('names a file whose bytes are lost', async () => {
		const key = await anyKey();
		await hub.storage.delete(key);
		const report = await look();
		expect(report.missingObjects).toBe(1);
		expect(report.problems).toEqual([expect.stringContaining(key)]);
		await keep(key);
		expect((await look()).missingObjects).toBe(0);
	});

	test('names bytes that no row knows, but not its own probes', async () => {
		const key = newKey();
		await keep(key);
		await keep(newKey('probe'));
		const report = await look();
		expect(report.orphanObjects).toBe(1);
		expect(report.problems).toEqual([expect.stringContaining(key)]);
		await hub.storage.delete(key);
		expect((await look()).orphanObjects).toBe(0);
	});

	test('does not take an upload that is under way for a fault', async () => {
		const key = newKey();
		await hub.fresh.owner`insert into objects (org_id, key) values (${salon.orgId}, ${key})`;
		expect(await look()).toMatchObject({ arrivingObjects: 1, staleArrivals: 0, problems: [] });
		await keep(key);
		expect(await look()).toMatchObject({ arrivingObjects: 1, orphanObjects: 0, problems: [] });
		await hub.fresh.owner`update objects set created_at = now() - interval '25 hours' where key = ${key}`;
		const late = await look();
		expect(late.staleArrivals).toBe(1);
		expect(late.problems).toEqual([expect.stringContaining('hub worker')]);
		await hub.storage.delete(key);
		await hub.fresh.owner`delete from objects where key = ${key}`;
	});

	test('notices an approved deletion that was not finished', async () => {
		await hub.fresh
			.owner`insert into erasures (org_id, customer_hash) values (${salon.orgId}, ${randomBytes(32)})`;
		const report = await look();
		expect(report.pendingErasures).toBe(1);
		expect(report.problems).toHaveLength(1);
		await hub.fresh.owner`delete from erasures where finished_at is null`;
	});

	test('counts jobs that failed for good and lets them run again', async () => {
		await hub.fresh.owner`select enqueue_job('remove_object', '{}', 'a job that fails')`;
		await hub.fresh
			.owner`update graphile_worker._private_jobs set attempts = 25, last_error = 'the store is on fire'`;
		const report = await look();
		expect(report.failedJobs).toBe(1);
		expect(report.problems).toEqual([expect.stringContaining('remove_object: the store is on fire')]);
		expect(await maintenance.transaction(retryFailedJobs)).toBe(1);
		expect(await look()).toMatchObject({ failedJobs: 0, waitingJobs: 1, problems: [] });
		await hub.fresh.owner`delete from graphile_worker._private_jobs`;
	});

	test('notices a table without forced row-level security', async () => {
		await hub.fresh.owner`alter table quotes no force row level security`;
		const report = await look();
		expect(report.tablesWithoutForcedRls).toBe(1);
		expect(report.problems).toEqual([expect.stringContaining('quotes')]);
		await hub.fresh.owner`alter table quotes force row level security`;
	});

	test('notices a login of the app that can do too much', async () => {
		const login = hub.fresh.owner(decodeURIComponent(new URL(hub.fresh.appUrl).username));
		await hub.fresh.owner`grant hub_owner to ${login}`;
		const report = await look();
		// hub_owner is a member of hub_gate.
		expect(report.appLoginFaults).toBe(2);
		expect(report.problems).toEqual([expect.stringContaining('may become hub_owner')]);
		await hub.fresh.owner`revoke hub_owner from ${login}`;
	});
});

describe('where nothing can be counted yet', () => {
	let name: string;
	let sha256: string;
	beforeEach(async () => {
		const [last] = await hub.fresh.owner<{ name: string; sha256: string }[]>`
			delete from schema_migrations where name = (select max(name) from schema_migrations) returning name, sha256`;
		name = last?.name ?? '';
		sha256 = last?.sha256 ?? '';
	});
	afterEach(() => hub.fresh.owner`insert into schema_migrations (name, sha256) values (${name}, ${sha256})`);

	test('the doctor asks for the migrations first', async () => {
		const report = await look();
		expect(report).toMatchObject({ pendingMigrations: 1, customers: null, missingObjects: null });
		expect(report.problems).toEqual([expect.stringContaining('hub migrate')]);
	});
});

test('a storage folder that is gone as a whole is two sentences, not a crash: files, and the ledger’s copy', async () => {
	await rm(join(hub.config.dataDir, 'objects'), { recursive: true });
	const report = await look();
	expect(report.missingObjects).toBe(8);
	expect(report.problems).toEqual([expect.any(String), expect.stringContaining(`(${LEDGER_COPY}/) lacks`)]);
});
