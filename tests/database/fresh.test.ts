import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client } from 'pg';
import { connect } from '#platform/postgres/url.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';

let first: FreshDatabase;
let second: FreshDatabase;
beforeAll(async () => {
	[first, second] = await Promise.all([freshDatabase(), freshDatabase()]);
});
afterAll(() => Promise.all([first.drop(), second.drop()]));

describe('every test file has a database to itself', () => {
	it('two files that start at once do not see each other', async () => {
		expect(first.name).not.toBe(second.name);
		await first.owner`create table only_here ()`;
		const there = (database: FreshDatabase) =>
			database.owner`select from pg_class where relname = 'only_here'`;
		expect((await there(first)).count).toBe(1);
		expect((await there(second)).count).toBe(0);
	});

	it('has all migrations, and the app enters it as nobody special', async () => {
		const app = connect(first.appUrl, { max: 1 });
		const [who] =
			await app`select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user`;
		expect(who).toEqual({ rolsuper: false, rolbypassrls: false, rolcreaterole: false });
		await expect(app`select from organizations`).rejects.toMatchObject({ code: '42501' });
		await app.end();
		expect((await first.owner`select from schema_migrations`).count).toBeGreaterThan(7);
	});

	it('is reached by node-postgres, which the job queue uses, at the same address', async () => {
		const client = new Client({ connectionString: first.appUrl });
		await client.connect();
		const { rows } = await client.query('select current_database() as name');
		await client.end();
		expect(rows).toEqual([{ name: first.name }]);
	});
});
