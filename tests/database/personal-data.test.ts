import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Claim, PersonalData, Rows } from '#hub/personal-data.ts';
import { domains, registry } from '#hub/privacy/registry.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';

/** Schemas that hold what this product stores; the others are PostgreSQL's own. */
const schemas = ['public', 'graphile_worker'];

let fresh: FreshDatabase;
/** Columns by table, as the catalogue has them. */
const catalogue = new Map<string, string[]>();
beforeAll(async () => {
	fresh = await freshDatabase();
	const rows = await fresh.owner<{ table: string; columns: string[] }[]>`
		select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname as table,
			array_agg(a.attname::text order by a.attnum) as columns
		from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
		where n.nspname in ${fresh.owner(schemas)} and c.relkind in ('r', 'p', 'm', 'f') and a.attnum > 0 and not a.attisdropped
		group by 1`;
	for (const { table, columns } of rows) catalogue.set(table, columns);
});
afterAll(() => fresh.drop());

const claimedColumns = (claim: Claim): readonly string[] =>
	'nothing' in claim ? claim.columns : Object.keys(claim.columns);
const held = Object.entries(registry).flatMap(([table, claim]) =>
	'nothing' in claim ? [] : claim.rows.map((rows) => ({ table, rows }))
);

describe('what is held about a person', () => {
	it('is looked for in every schema that is not PostgreSQL’s', async () => {
		const others = await fresh.owner<{ name: string }[]>`
			select distinct n.nspname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
			where c.relkind in ('r', 'p', 'm', 'f') and n.nspname !~ '^(pg_|information_schema$)'`;
		expect(others.map(({ name }) => name).sort()).toEqual([...schemas].sort());
	});

	it('is claimed for every table and column of the database, and for none that is not there', () => {
		const claimed = new Map(Object.entries(registry).map(([table, claim]) => [table, claimedColumns(claim)]));
		expect(missingFrom(claimed, catalogue)).toEqual([]);
		expect(missingFrom(catalogue, claimed)).toEqual([]);
	});

	it('is claimed once, in the domain that it belongs to', () => {
		const tables = domains.flatMap((domain) => Object.keys(domain));
		expect(tables.filter((table, at) => tables.indexOf(table) !== at)).toEqual([]);
	});

	it('is found by columns that are there, through tables that are claimed, and ends at the customer', () => {
		const wrong = held.filter(({ table, rows }) => !leads(table, rows, registry));
		expect(wrong).toEqual([]);
	});

	it('is found by every column that names a customer or what is hers', async () => {
		const keys = await fresh.owner<{ table: string; columns: string[]; names: string }[]>`
			select con.conrelid::regclass::text as table, con.confrelid::regclass::text as names, (
				select array_agg(attname::text) from unnest(con.conkey) as k (number)
				join pg_attribute on attrelid = con.conrelid and attnum = k.number where attname <> 'org_id') as columns
			from pg_constraint con where con.contype = 'f' and con.connamespace = 'public'::regnamespace
				and con.confrelid in ('customers'::regclass, 'inquiries'::regclass, 'messages'::regclass, 'quotes'::regclass)`;
		const unclaimed = keys.filter(({ table }) => 'nothing' in (registry[table] ?? { nothing: '' }));
		expect(unclaimed).toEqual([]);
		const unfollowed = keys
			.filter(({ names }) => names === 'customers')
			.filter(({ table, columns }) => {
				const ways = held.filter((it) => it.table === table);
				// A table whose rows are found through another that names the same customer may carry her id as well.
				return !ways.some(({ rows }) => 'through' in rows || ('by' in rows && columns.includes(rows.by)));
			});
		expect(unfollowed).toEqual([]);
		// And a column that is said to hold her id is bound to a customer by a key.
		const unbound = held.filter(
			({ table, rows }) =>
				'by' in rows &&
				!('through' in rows) &&
				table !== 'customers' &&
				!keys.some((key) => key.table === table && key.columns.includes(rows.by))
		);
		expect(unbound).toEqual([]);
	});

	it('is stripped only of columns that are there', () => {
		const wrong = held.filter(
			({ table, rows }) =>
				typeof rows.erased === 'object' &&
				'stripped' in rows.erased &&
				!rows.erased.stripped.every((column) => catalogue.get(table)?.includes(column))
		);
		expect(wrong).toEqual([]);
	});

	/** Who carries an erasure out; hub_owner, who does it again after a restore, may do all of this. */
	const eraser = 'hub_worker';
	/** Commands that row-level security lets it do with rows of its organization, by table. */
	const allowed = async (command: 'DELETE' | 'UPDATE') => {
		const rows = await fresh.owner<{ table: string }[]>`
			select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname as table
			from pg_class c join pg_namespace n on n.oid = c.relnamespace
			where n.nspname in ${fresh.owner(schemas)} and c.relkind in ('r', 'p')
				and has_table_privilege(${eraser}, c.oid, 'select')
				and (case when ${command} = 'DELETE' then has_table_privilege(${eraser}, c.oid, 'delete')
					else has_any_column_privilege(${eraser}, c.oid, 'update') end)
				and (not c.relrowsecurity or exists (select from pg_policies p where p.schemaname = n.nspname and p.tablename = c.relname
					and p.permissive = 'PERMISSIVE' and p.cmd in ('ALL', ${command}) and p.roles && array[${eraser}, 'public']::name[]))`;
		return new Set(rows.map(({ table }) => table));
	};

	it('can be deleted by whoever carries out an erasure, or goes with rows that can, wherever a claim says so', async () => {
		const deletable = await allowed('DELETE');
		const cascades = await fresh.owner<{ table: string; column: string; with: string }[]>`
			select con.conrelid::regclass::text as table, a.attname::text as column, con.confrelid::regclass::text as with
			from pg_constraint con cross join unnest(con.conkey) as k (number)
			join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.number
			where con.contype = 'f' and con.confdeltype = 'c' and a.attname <> 'org_id'`;
		const goesWith = (table: string, by: string, passed: string[] = []): boolean =>
			deletable.has(table) ||
			cascades.some(
				(key) =>
					key.table === table &&
					key.column === by &&
					!passed.includes(table) &&
					waysOf(key.with).length > 0 &&
					waysOf(key.with).every((way) => goesWith(key.with, 'by' in way ? way.by : '', [...passed, table]))
			);
		const waysOf = (table: string) =>
			held.filter((it) => it.table === table && it.rows.erased === 'deleted').map(({ rows }) => rows);
		const stuck = held
			.filter(({ rows }) => rows.erased === 'deleted')
			.filter(({ table, rows }) => !goesWith(table, 'by' in rows ? rows.by : ''))
			.map(({ table, rows }) => `${table} by ${'by' in rows ? rows.by : rows.mentionedIn.join()}`);
		expect(stuck).toEqual([]);
		// And what is bound to her, or to what is hers, by a key that holds a deletion up, is deleted before by its own claim.
		const blocking = await fresh.owner<{ table: string; with: string }[]>`
			select con.conrelid::regclass::text as table, con.confrelid::regclass::text as with from pg_constraint con
			where con.contype = 'f' and con.confdeltype in ('a', 'r') and con.connamespace = 'public'::regnamespace`;
		const erased = new Set(held.filter(({ rows }) => rows.erased === 'deleted').map(({ table }) => table));
		const inTheWay = blocking.filter(
			(key) => erased.has(key.with) && key.with !== 'objects' && !erased.has(key.table)
		);
		expect(inTheWay).toEqual([]);
	});

	it('can be taken out of rows that stay, wherever a claim says so', async () => {
		const changeable = await allowed('UPDATE');
		const columns = held.flatMap(({ table, rows }) =>
			typeof rows.erased === 'object' && 'stripped' in rows.erased
				? rows.erased.stripped.map((column) => ({ table, column }))
				: []
		);
		expect(columns.length).toBeGreaterThan(0);
		for (const { table, column } of columns) {
			const [row] = await fresh.owner<{ may: boolean; nullable: boolean }[]>`
				select has_column_privilege(${eraser}, ${table}, ${column}, 'update') as may, not attnotnull as nullable
				from pg_attribute where attrelid = ${table}::regclass and attname = ${column}`;
			expect({ ...row, changeable: changeable.has(table) }, `${table}.${column}`).toEqual({
				may: true,
				nullable: true,
				changeable: true
			});
		}
	});

	it('is left out of the export, or kept by an erasure, only for a reason that is written down', () => {
		const silent = Object.entries(registry).flatMap(([table, claim]) => {
			if ('nothing' in claim) return claim.nothing.trim() ? [] : [table];
			const columns = Object.entries(claim.columns).filter(([, it]) => 'not' in it && !it.not.trim());
			return columns.map(([column]) => `${table}.${column}`);
		});
		expect(silent).toEqual([]);
	});
});

/** `table.column` of all that `of` has and `within` has not. */
function missingFrom(
	within: ReadonlyMap<string, readonly string[]>,
	of: ReadonlyMap<string, readonly string[]>
) {
	return [...of].flatMap(([table, columns]) => {
		const known = within.get(table) ?? [];
		return columns.filter((column) => !known.includes(column)).map((column) => `${table}.${column}`);
	});
}

/** Whether rows found so exist in the catalogue, and are a customer's in the end. */
function leads(table: string, rows: Rows, claims: PersonalData, passed: string[] = []): boolean {
	const columns = catalogue.get(table) ?? [];
	if (rows.only && !columns.includes(Object.values(rows.only)[0] ?? '')) return false;
	if ('mentionedIn' in rows) return rows.mentionedIn.every((column) => columns.includes(column));
	if (!columns.includes(rows.by)) return false;
	if (!('through' in rows)) return true;
	const through = claims[rows.through];
	if (!through || 'nothing' in through || passed.includes(rows.through)) return false;
	if (!catalogue.get(rows.through)?.includes(rows.of ?? 'id')) return false;
	return through.rows.some((next) => leads(rows.through, next, claims, [...passed, table]));
}
