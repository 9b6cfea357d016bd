import { afterAll, beforeAll, expect, test } from 'vitest';
import { tasks } from '#hub/tasks.ts';
import { openMaintenance } from '#platform/database/maintenance.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { eraseAgain } from './again.ts';
import { customerHash } from './ledger.ts';
import { vacuumAfterErasures } from './vacuum.ts';

let hub: TestInstance;
let lumi: Whole;

beforeAll(async () => {
	hub = await openTestInstance();
	lumi = await wholeOrganization(hub.fresh.owner, 'Studio Lumi');
	await hub.fresh.owner`delete from erasures`;
	const maintenance = openMaintenance(hub.fresh.ownerUrl);
	// Few dead rows among many: of those the server by itself leaves indexes as they are.
	await hub.fresh
		.owner`insert into customers (org_id, name, email, email_normalized, search_text, portal_token_hash, portal_token_encrypted)
		select ${lumi.orgId}, 'Other ' || n, n || '@other.example', n || '@other.example', n || ' other', sha256(n::text::bytea), ''
		from generate_series(1, 300) as n`;
	const lines = lumi.customers.map(({ id }) => ({
		v: 1 as const,
		org: lumi.orgId,
		customer: customerHash(hub.secrets, lumi.orgId, id).toString('hex'),
		erasedAt: '2026-11-26T12:00:00.000Z'
	}));
	const ledger = { lines, files: [], copied: new Set<string>(), unreadable: [], missing: [] };
	expect(await eraseAgain(hub, maintenance, ledger)).toBe(2);
	await maintenance.close();
});
afterAll(() => hub.close());

/** Tables that lost rows, or had rows changed, and were not cleared up since. */
async function leftDead(): Promise<string[]> {
	const rows = await hub.fresh.owner<{ name: string }[]>`select relname as name from pg_stat_all_tables
		where schemaname in ('public', 'graphile_worker') and n_tup_del > 0 and last_vacuum is null order by relname`;
	return rows.map(({ name }) => name);
}

/** Of how many rows an index speaks, dead ones too; as the last vacuum found it. */
async function entriesOf(index: string): Promise<number> {
	const [row] = await hub.fresh.owner<{ entries: number }[]>`
		select reltuples::int as entries from pg_class where relname = ${index}`;
	return row?.entries ?? -1;
}

test('two deletions are cleared up by one job, which waits for more of them', async () => {
	const jobs = await hub.fresh.owner<{ key: string; later: boolean }[]>`
		select key, run_at > now() and run_at <= now() + interval '5 minutes' as later
		from graphile_worker._private_jobs as jobs join graphile_worker._private_tasks as tasks on tasks.id = task_id
		where identifier = 'vacuum_after_erasures'`;
	expect(jobs).toMatchObject([{ later: true }]);
	expect(tasks, 'only the command has the login for it').not.toHaveProperty('vacuum_after_erasures');
});

test('what was deleted lies dead in its tables until then, and is no more in any index afterwards', async () => {
	await expect.poll(leftDead).toEqual(expect.arrayContaining(['customers', 'messages', 'quotes']));
	await vacuumAfterErasures(hub.fresh.ownerUrl);
	await expect.poll(leftDead).toEqual(['erasures']);
	expect(await entriesOf('customers_by_email')).toBe(300);
});

test('it asks for nothing but what a login of migrations may', async () => {
	const { owner, ownerUrl } = hub.fresh;
	const name = new URL(ownerUrl).pathname.slice(1);
	const login = `${name}_migrator`;
	await owner.unsafe(`create role ${login} login createrole password 'secret'; grant hub_owner to ${login}`);
	const url = new URL(ownerUrl);
	Object.assign(url, { username: login, password: 'secret' });
	try {
		await vacuumAfterErasures(url.href);
	} finally {
		await owner.unsafe(`drop role ${login}`);
	}
});
