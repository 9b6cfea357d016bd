import type postgres from 'postgres';
import type { Rows } from '#hub/personal-data.ts';
import type { Tx } from '#platform/database/database.ts';
import { patternOf, type Sought } from './person.ts';
import { registry } from './registry.ts';

/** Whose rows, and by what else she may be named. */
export type Person = Sought & { orgId: string; customerId: string };

type Fragment = postgres.PendingQuery<postgres.Row[]>;

/** The column in which rows say by what they are known when they come again (db/migrations/0200). */
const SEEN = 'seen_hashes';

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

const claimOf = (table: string) => {
	const claim = registry[table];
	if (!claim || 'nothing' in claim) throw new Error(`nothing of a customer is claimed in ${table}`);
	return claim;
};

/** Tables that belong to organizations; the job queue does not. */
const hasOrg = (table: string) => 'org_id' in claimOf(table).columns;

/** The condition under which a row of `table` is hers. */
function hers(tx: Tx, table: string, whose: Person, rows: readonly Rows[]): Fragment {
	const all = together(rows);
	const ways = all.map((some) => found(tx, some, whose, all.length > 1));
	const any = ways.reduce((before, way) => tx`${before} or ${way}`);
	return hasOrg(table) ? tx`org_id = ${whose.orgId} and (${any})` : tx`(${any})`;
}

/** Ways through other tables that end at the same column are one: PostgreSQL reads an index for them, and the whole table for two. */
function together(rows: readonly Rows[]): Rows[][] {
	const ways = new Map<unknown, Rows[]>();
	for (const way of rows) {
		const same = 'through' in way && !way.only ? way.by : way;
		ways.set(same, [...(ways.get(same) ?? []), way]);
	}
	return [...ways.values()];
}

/** `among`: there are other ways besides. */
function found(tx: Tx, ways: Rows[], whose: Person, among: boolean): Fragment {
	const only = ways[0]?.only;
	const any = led(tx, ways, whose, among);
	if (!only) return any;
	if ('empty' in only) return tx`(${tx(only.empty)} is null and (${any}))`;
	if ('filled' in only) return tx`(${tx(only.filled)} is not null and (${any}))`;
	return tx`(${tx(only.column)} = ${only.says} and (${any}))`;
}

function led(tx: Tx, [way, ...more]: Rows[], whose: Person, among: boolean): Fragment {
	if (!way) return tx`false`;
	if ('mentionedIn' in way)
		return way.mentionedIn
			.map((column) => mentions(tx, column, whose))
			.reduce((all, one) => tx`${all} or ${one}`);
	if (!('through' in way)) return tx`${tx(way.by)} = ${whose.customerId}`;
	const named = [way, ...more].flatMap((each) => ('through' in each ? [namedBy(tx, each, whose)] : []));
	const set = named.reduce((all, one) => tx`${all} union all ${one}`);
	// Of sets that are joined by "or" PostgreSQL compares every row of the table; of a list it reads an index.
	return among ? tx`${tx(way.by)} = any(array(${set}))` : tx`${tx(way.by)} in (${set})`;
}

/** What her rows of another table name. */
const namedBy = (tx: Tx, { through, of }: { through: string; of?: string }, whose: Person): Fragment =>
	tx`select ${tx(of ?? 'id')} from ${tx(through)} where ${hers(tx, through, whose, deletedRows(through))}`;

function mentions(tx: Tx, column: string, whose: Person): Fragment {
	const pattern = patternOf(whose);
	return tx`(${pattern === null ? tx`false` : tx`lower(legible(${tx(column)})) ~ ${pattern}`} or exists (
		select from regexp_matches(lower(legible(${tx(column)})), ${UUID}, 'g') as named (id)
		where named.id[1]::uuid = any(${whose.ids}::uuid[])))`;
}

const deletedRows = (table: string) => claimOf(table).rows.filter(({ erased }) => erased === 'deleted');

/** Tables with rows that an erasure deletes by itself. An object is bytes first: the trigger on what names it sees to that (0005). */
const deleting = Object.entries(registry)
	.filter(([table, claim]) => !('nothing' in claim) && table !== 'objects' && deletedRows(table).length > 0)
	.map(([table]) => table);

/**
 * Those tables in an order in which whoever refers to another table comes first, with what this role may do there. Rows of a table
 * from which it may not delete hang on rows of another and go with those; a test holds that.
 */
async function inOrder(tx: Tx): Promise<string[]> {
	const rows = await tx<{ table: string; refersTo: string[]; may: boolean }[]>`
		select wanted as table, has_table_privilege(wanted, 'select') and has_table_privilege(wanted, 'delete') as may, array(
			select distinct case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname from pg_constraint con
			join pg_class c on c.oid = con.confrelid join pg_namespace n on n.oid = c.relnamespace
			where con.contype = 'f' and con.conrelid = to_regclass(wanted) and con.confrelid <> con.conrelid) as "refersTo"
		from unnest(${deleting}::text[]) as wanted`;
	const left = new Map(rows.map(({ table, refersTo }) => [table, refersTo]));
	const ordered: string[] = [];
	while (left.size) {
		const referredTo = new Set([...left.values()].flat());
		const free = [...left.keys()].filter((table) => !referredTo.has(table));
		if (!free.length)
			throw new Error(`tables refer to each other in a circle: ${[...left.keys()].join(', ')}`);
		// The queue comes last: what the other deletions enqueue is looked at too.
		for (const table of free.sort((a, b) => Number(a.includes('.')) - Number(b.includes('.')))) {
			left.delete(table);
			ordered.push(table);
		}
	}
	const may = new Set(rows.filter((row) => row.may).map(({ table }) => table));
	return ordered
		.filter((table) => may.has(table))
		.sort((a, b) => Number(a.includes('.')) - Number(b.includes('.')));
}

/** Keys of all bytes that are hers: files and their thumbnails. */
export async function objectsOf(tx: Tx, whose: Person): Promise<{ key: string; size: number }[]> {
	const rows = claimOf('objects').rows;
	return tx<{ key: string; size: number }[]>`
		select key, coalesce(size, 0) as size from objects where ${hers(tx, 'objects', whose, rows)}`;
}

/**
 * Sends all bytes that are hers on their way, as objects that this erasure is to remove. To be called while rows name them still. The
 * rows are taken first, as by everybody else who lets an object go. Bytes.
 */
export async function takeObjects(tx: Tx, whose: Person, erasureId: string): Promise<number> {
	const { rows } = claimOf('objects');
	for (const table of new Set(rows.flatMap((way) => ('through' in way ? [way.through] : []))))
		await tx`select count(*) from (
			select from ${tx(table)} where ${hers(tx, table, whose, deletedRows(table))} for update) as taken`;
	const taken = await tx<{ size: number }[]>`
		update objects set erasure_id = ${erasureId}, state = 'leaving', leaving_since = now()
		where ${hers(tx, 'objects', whose, rows)} returning coalesce(size, 0) as size`;
	return taken.reduce((sum, { size }) => sum + size, 0);
}

/** Takes her out of rows that stay. How many, by table. */
export async function stripRows(tx: Tx, whose: Person): Promise<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const [table, claim] of Object.entries(registry)) {
		if ('nothing' in claim) continue;
		for (const way of claim.rows) {
			if (typeof way.erased !== 'object' || !('stripped' in way.erased)) continue;
			const blank = Object.fromEntries(way.erased.stripped.map((column) => [column, null]));
			const { count } = await tx`update ${tx(table)} set ${tx(blank)} where ${hers(tx, table, whose, [way])}`;
			counts[table] = (counts[table] ?? 0) + count;
		}
	}
	return counts;
}

/** How many rows went from each table, and by which hashes what had come with them was marked as seen. */
export async function deleteRows(
	tx: Tx,
	whose: Person
): Promise<{ counts: Record<string, number>; seen: Buffer[] }> {
	const counts: Record<string, number> = {};
	const seen: Buffer[] = [];
	const gone = { ...whose, ids: [...whose.ids] };
	for (const table of await inOrder(tx)) {
		const condition = hers(tx, table, gone, deletedRows(table));
		if (table.includes('.') || !('id' in claimOf(table).columns)) {
			const { count } = await tx`delete from ${tx(table)} where ${condition}`;
			counts[table] = count;
			continue;
		}
		const hashes = SEEN in claimOf(table).columns ? tx`, nullif(${tx(SEEN)}, '{}') as seen` : tx``;
		const rows = await tx<{ id: string; seen?: Buffer[] | null }[]>`
			delete from ${tx(table)} where ${condition} returning id ${hashes}`;
		counts[table] = rows.length;
		for (const row of rows) {
			gone.ids.push(row.id);
			if (row.seen) seen.push(...row.seen);
		}
	}
	await freeQueues(tx);
	return { counts, seen };
}

/**
 * A job that is being worked on holds its queue until it has ended, and frees it together with its own row. Where that row went
 * with a person, the queue would stand still for hours, for everybody.
 */
async function freeQueues(tx: Tx): Promise<void> {
	await tx`update graphile_worker._private_job_queues as queues set locked_by = null, locked_at = null
		where locked_at is not null and not exists (
			select from graphile_worker._private_jobs as jobs where jobs.job_queue_id = queues.id and jobs.locked_at is not null)`;
}

/** Of these tables, those that this role may read; the queue's own are not asked for. */
async function readable(tx: Tx, tables: string[]): Promise<string[]> {
	const own = tables.filter((table) => !table.includes('.'));
	const rows = await tx<{ table: string }[]>`
		select wanted as table from unnest(${own}::text[]) as wanted where has_table_privilege(wanted, 'select')`;
	return rows.map(({ table }) => table);
}

/** How many rows there are of each kind, without touching any; tables that this role does not read are left out. */
export async function countRows(tx: Tx, whose: Person): Promise<Record<string, number>> {
	const counted = await Promise.all(
		(await readable(tx, deleting)).map(async (table): Promise<[string, number]> => {
			const condition = hers(tx, table, whose, deletedRows(table));
			const [row] = await tx<
				{ count: number }[]
			>`select count(*)::int as count from ${tx(table)} where ${condition}`;
			return [table, row?.count ?? 0];
		})
	);
	return Object.fromEntries(counted);
}

/** Columns that still hold her id. Read through indexes alone, so it costs nothing. */
export async function leftOver(tx: Tx, whose: Person): Promise<string[]> {
	const tables = Object.keys(registry).filter(
		(table) => !('nothing' in (registry[table] ?? { nothing: '' }))
	);
	const left: string[] = [];
	for (const table of await readable(tx, tables))
		for (const way of claimOf(table).rows) {
			if (!('by' in way) || 'through' in way) continue;
			const rows = await tx`select from ${tx(table)} where ${hers(tx, table, whose, [way])} limit 1`;
			if (rows.length) left.push(`${table}.${way.by}`);
		}
	return left;
}

/** How many rows are hers by which column, in every table that is claimed. For whoever reads them all. */
export async function rowsByClaim(
	tx: Tx,
	whose: Person
): Promise<{ table: string; column: string; rows: number }[]> {
	const found: { table: string; column: string; rows: number }[] = [];
	for (const [table, claim] of Object.entries(registry)) {
		if ('nothing' in claim) continue;
		for (const way of claim.rows) {
			const [row] = await tx<{ count: number }[]>`
				select count(*)::int as count from ${tx(table)} where ${hers(tx, table, whose, [way])}`;
			const column = 'by' in way ? way.by : way.mentionedIn.join(', ');
			if (row?.count) found.push({ table, column, rows: row.count });
		}
	}
	return found;
}

/** D9: number, date, tax and total of what was issued. How many invoices and receipts. */
export async function keepInvoices(tx: Tx, { orgId, customerId }: Person): Promise<number> {
	const { count } = await tx`
		insert into kept_invoices (org_id, kind, number, issued_on, currency, tax_minor, total_minor, taken_back)
		select q.org_id, 'invoice', q.invoice_number, (q.invoiced_at at time zone o.time_zone)::date, q.currency, q.tax_minor,
			q.total_minor, q.refunded_at is not null or q.voided_at is not null
		from quotes q join organizations o on o.id = q.org_id
		where q.org_id = ${orgId} and q.customer_id = ${customerId} and q.invoice_number is not null
		union all
		select org_id, 'receipt', number, received_on, currency, 0, amount_minor,
			refunded_at is not null or reverted_at is not null
		from payments where org_id = ${orgId} and customer_id = ${customerId}`;
	return count;
}
