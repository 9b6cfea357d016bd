import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type postgres from 'postgres';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';

/** Tables that hold nothing of an organization or a person. */
const plumbing = ['schema_migrations'];
/** Roles that answer requests or work in the background. */
const servants = ['hub_member', 'hub_customer', 'hub_worker', 'hub_gate'];

let fresh: FreshDatabase;
let sql: postgres.Sql;
beforeAll(async () => {
	fresh = await freshDatabase();
	sql = fresh.owner;
});
afterAll(() => fresh.drop());

const tables = () => sql<
	{ name: string; enabled: boolean; forced: boolean; owner: string; has_org: boolean }[]
>`
	select relname as name, relrowsecurity as enabled, relforcerowsecurity as forced, relowner::regrole::text as owner,
		exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'org_id') as has_org
	from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname`;

describe('the catalogue', () => {
	it('names all tables that others rely on', async () => {
		const names = (await tables()).map((table) => table.name);
		expect(names).toEqual(
			expect.arrayContaining([
				'organizations',
				'members',
				'customers',
				'inquiries',
				'messages',
				'attachments',
				'documents',
				'quotes',
				'quote_items',
				'payments',
				'referrals',
				'customer_data_requests',
				'erasures',
				'objects'
			])
		);
	});

	it('has row-level security enabled and forced on every table', async () => {
		const loose = (await tables()).filter(
			(table) => !plumbing.includes(table.name) && !(table.enabled && table.forced)
		);
		expect(loose.map((table) => table.name)).toEqual([]);
	});

	it('lets no role that serves requests own a table, bypass policies or log in', async () => {
		const owners = (await tables()).map((table) => table.owner);
		expect(new Set(owners)).toEqual(new Set(['hub_owner']));
		const roles = await sql<{ name: string }[]>`select rolname as name from pg_roles
			where rolname in ${sql(servants)} and (rolsuper or rolbypassrls or rolcanlogin or rolcreaterole or rolcreatedb)`;
		expect(roles.map((role) => role.name)).toEqual([]);
	});

	it('lets the app log in only as somebody who can become member, customer or worker and nothing else', async () => {
		const login = decodeURIComponent(new URL(fresh.appUrl).username);
		const [role] =
			await sql`select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as mighty, rolinherit as inherits
			from pg_roles where rolname = ${login}`;
		expect(role).toEqual({ mighty: false, inherits: false });
		const member = await sql<{ name: string }[]>`select r.rolname as name from pg_auth_members m
			join pg_roles r on r.oid = m.roleid join pg_roles l on l.oid = m.member where l.rolname = ${login} order by 1`;
		expect(member.map((row) => row.name)).toEqual(['hub_customer', 'hub_member', 'hub_worker']);
		const readable = await fresh.database.statement<{ name: string }[]>`select relname as name from pg_class
			where relnamespace = 'public'::regnamespace and relkind = 'r' and has_table_privilege(oid, 'select, insert, update, delete')`;
		expect(readable).toHaveLength(0);
		await expect(fresh.database.statement`set role hub_owner`).rejects.toThrow(/permission denied/);
		await expect(fresh.database.statement`set role hub_gate`).rejects.toThrow(/permission denied/);
	});

	it('begins the key of every table with org data by its organization', async () => {
		const keys = await sql<{ name: string; first: string }[]>`
			select c.relname as name, a.attname as first from pg_index i
			join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
			where i.indisprimary and c.relnamespace = 'public'::regnamespace
				and exists (select from pg_attribute where attrelid = c.oid and attname = 'org_id' and attnotnull)`;
		// An object's key is looked up by the worker and the gate before an organization is known.
		expect(keys.filter((key) => key.first !== 'org_id').map((key) => key.name)).toEqual(['objects']);
	});

	it('carries the organization through every foreign key between tables with org data', async () => {
		const loose = await sql<{ name: string }[]>`
			select con.conrelid::regclass || ' ' || con.conname as name from pg_constraint con
			where con.contype = 'f' and con.connamespace = 'public'::regnamespace
				and exists (select from pg_attribute where attrelid = con.confrelid and attname = 'org_id' and attnotnull)
				and not exists (
					select from unnest(con.conkey, con.confkey) as pair (here, there)
					join pg_attribute a on a.attrelid = con.conrelid and a.attnum = pair.here
					join pg_attribute b on b.attrelid = con.confrelid and b.attnum = pair.there
					where b.attname = 'org_id' and (a.attname = 'org_id' or con.conrelid = 'organizations'::regclass))`;
		expect(loose.map((row) => row.name)).toEqual([]);
	});

	it('has an index behind every foreign key, so that deleting never scans a table', async () => {
		const keys = await sql<{ table: string; columns: string[] }[]>`
			select con.conrelid::regclass::text as table, (
				select array_agg(attname::text order by k.place) from unnest(con.conkey) with ordinality as k (number, place)
				join pg_attribute on attrelid = con.conrelid and attnum = k.number) as columns
			from pg_constraint con where con.contype = 'f' and con.connamespace = 'public'::regnamespace`;
		const indexes = await sql<{ table: string; columns: string[] }[]>`
			select i.indrelid::regclass::text as table, (
				select array_agg(coalesce(attname::text, '') order by k.place) from unnest(i.indkey::int2[]) with ordinality as k (number, place)
				left join pg_attribute on attrelid = i.indrelid and attnum = k.number) as columns
			from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'public'::regnamespace`;
		/** An index helps when it begins with columns of the key, and by more than the organization alone. */
		const helps = (columns: string[], index: string[]) => {
			const begins = index.findIndex((column) => !columns.includes(column));
			const shared = begins < 0 ? index : index.slice(0, begins);
			return shared.some((column) => column !== 'org_id' || columns.length === 1);
		};
		const bare = keys
			.filter(
				(key) => !indexes.some((index) => index.table === key.table && helps(key.columns, index.columns))
			)
			.map((key) => `${key.table} (${key.columns.join(', ')})`);
		// Members and organizations are few, and are removed once in years.
		const rare =
			/\((org_id, )?(assignee_id|member_id|invited_by|approved_by|uploaded_by)\)$|^(sessions|objects) \(org_id\)$/;
		expect(bare.filter((name) => !rare.test(name))).toEqual([]);
	});

	it('tells by no unique index that a value exists in another organization', async () => {
		const indexes = await sql<{ name: string }[]>`
			select c.relname || ' (' || (
				select string_agg(coalesce(attname, 'expression'), ', ' order by k.place)
				from unnest(i.indkey::int2[]) with ordinality as k (number, place)
				left join pg_attribute on attrelid = c.oid and attnum = k.number) || ')' as name
			from pg_index i join pg_class c on c.oid = i.indrelid
			where i.indisunique and not i.indisprimary and c.relnamespace = 'public'::regnamespace`;
		const across = indexes.map((row) => row.name).filter((name) => !/\(org_id, /.test(name));
		// Each is a random value that the app makes and nobody chooses; an address of a person is guarded by the sign-in gate.
		expect(across.sort()).toEqual([
			'attachments (object_key)',
			'customer_aliases (token_hash)',
			'customers (portal_token_hash)',
			'documents (object_key)',
			'invitations (token_hash)',
			'organizations (inbound_address)',
			'outbox_mails (message_id)',
			'people (email_normalized)',
			'referral_links (token_hash)'
		]);
	});

	it('runs every view with the rights of whoever asks', async () => {
		const loose = await sql<{ name: string }[]>`select relname as name from pg_class
			where relnamespace in ('public'::regnamespace, 'gate'::regnamespace) and relkind in ('v', 'm')
				and not coalesce(reloptions::text like '%security_invoker=%', false)`;
		expect(loose.map((row) => row.name)).toEqual([]);
	});

	it('keeps every function with rights of its own behind the gate, with a fixed search path, and from the public', async () => {
		const functions = await sql<{ name: string; owner: string; fixed: boolean; open: boolean }[]>`
			select p.oid::regprocedure::text as name, proowner::regrole::text as owner,
				coalesce(proconfig::text like '%search_path=%', false) as fixed, has_function_privilege('public', p.oid, 'execute') as open
			from pg_proc p where prosecdef and pronamespace in ('public'::regnamespace, 'gate'::regnamespace)`;
		expect(functions.length).toBeGreaterThan(0);
		expect(functions.filter((fn) => !fn.fixed).map((fn) => fn.name)).toEqual([]);
		expect(functions.filter((fn) => fn.open).map((fn) => fn.name)).toEqual([]);
		expect(functions.filter((fn) => fn.owner !== 'hub_gate').map((fn) => fn.name)).toEqual([
			expect.stringContaining('enqueue_job')
		]);
	});
});
