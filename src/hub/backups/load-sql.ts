import type postgres from 'postgres';
import type { Head, Job } from './format.ts';

type Tx = postgres.TransactionSql;

/** Tables that a start fills by itself, before anybody has done anything. */
const OF_A_START = ['schema_migrations', 'one_time_links', 'attempts', 'sessions', 'kept_keys'];

/** What a database holds: `null`: not even tables of ours; otherwise its tables with rows, by name. */
export async function rowsThere(sql: postgres.Sql): Promise<Record<string, number> | null> {
	const [ours] = await sql<
		{ there: boolean }[]
	>`select to_regclass('public.schema_migrations') is not null as there`;
	if (!ours?.there) return null;
	return sql.begin(async (tx) => {
		await tx`set local role hub_owner`;
		const tables = await tx<{ query: string }[]>`
			select format('select %L as name, count(*)::int as rows from %I', relname, relname) as query from pg_class
			where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> all (${OF_A_START}) order by relname`;
		const counted = await tx.unsafe<{ name: string; rows: number }[]>(
			tables.map(({ query }) => query).join(' union all ')
		);
		return Object.fromEntries(counted.filter(({ rows }) => rows > 0).map(({ name, rows }) => [name, rows]));
	});
}

/** Tables of somebody else, in a database without ours. */
export async function foreignTables(sql: postgres.Sql): Promise<string[]> {
	const rows = await sql<{ name: string }[]>`select format('%I.%I', nspname, relname) as name
		from pg_class join pg_namespace n on n.oid = relnamespace
		where relkind in ('r', 'p') and nspname not in ('pg_catalog', 'information_schema', 'hub_restore')
			and nspname !~ '^pg_(toast|temp)' and to_regclass('public.schema_migrations') is null limit 5`;
	return rows.map(({ name }) => name);
}

/** Connections of processes that answer requests or work on jobs: they would serve what is half restored. */
export async function connectionsOfTheApp(sql: postgres.Sql): Promise<number> {
	const [row] = await sql<{ count: number }[]>`select count(*)::int as count from pg_stat_activity
		join pg_roles on pg_roles.oid = usesysid
		where datname = current_database() and pid <> pg_backend_pid() and not rolsuper and rolname <> current_user
			and pg_has_role(usesysid, (select oid from pg_roles where rolname = 'hub_worker'), 'member')`;
	return row?.count ?? 0;
}

/** What was taken off the tables so that rows can be copied in fast and in any order, as statements that put it back. */
export type TakenOff = string[];
type Taking = { take: string; back: string };

/**
 * Prepares the empty tables: row-level security that is forced takes no COPY, triggers would act on old rows as if they were new, and
 * indexes and foreign keys are made faster, and checked, over all rows at once. All of it belongs to the transaction.
 */
export async function prepareTables(tx: Tx, tables: Head['tables']): Promise<TakenOff> {
	await tx`set local role hub_owner`;
	// The files that follow the rows may take hours.
	await tx`set local idle_in_transaction_session_timeout = 0`;
	const named = tables.map(({ name }) => name);
	// Keys first: an index may be what one rests on.
	const off = await tx<Taking[]>`
		select format('alter table %s drop constraint %I', conrelid::regclass, conname) as take,
			format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as back, 2 as turn
		from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace
		union all
		select format('drop index %s', indexrelid::regclass), pg_get_indexdef(indexrelid), 1
		from pg_index join pg_class on pg_class.oid = indrelid
		where relnamespace = 'public'::regnamespace and relkind = 'r' and not indisprimary
			and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
		order by turn`;
	const within = (names: string[]) =>
		tx`from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname = any (${names}) and relname <> 'schema_migrations'`;
	const touched = [...named, ...OF_A_START];
	const still = await tx<Taking[]>`
		select format('alter table %I disable trigger user', relname) as take, format('alter table %I enable trigger user', relname) as back
			${within(touched)}
		union all
		select format('alter table %I no force row level security', relname), format('alter table %I force row level security', relname)
			${within(touched)} and relforcerowsecurity`;
	const emptied = await tx<
		{ statement: string }[]
	>`select format('delete from %I', relname) as statement ${within(OF_A_START)}`;
	await inOrder(tx, [
		...[...off].reverse().map(({ take }) => take),
		...still.map(({ take }) => take),
		...emptied.map(({ statement }) => statement),
		'delete from graphile_worker._private_jobs'
	]);
	return [...off, ...still].map(({ back }) => back);
}

/** Hundreds of statements are one message to the server, not one each. */
const inOrder = (tx: Tx, statements: string[]) => tx.unsafe(statements.join(';\n'));

export async function putBack(tx: Tx, taken: TakenOff): Promise<void> {
	await tx`set local maintenance_work_mem = '128MB'`;
	await inOrder(tx, [...taken, 'analyze']);
}

/** Puts jobs into the queue as they were; those that had failed for good stay so. */
export async function addJobs(tx: Tx, jobs: Job[]): Promise<void> {
	const added = await Promise.all(
		jobs.map(
			(job) => tx<{ id: string }[]>`select (graphile_worker.add_job(${job.task}, ${job.payload}::text::json,
				queue_name => ${job.queue}, run_at => ${job.runAt}::text::timestamptz, max_attempts => ${job.maxAttempts},
				job_key => ${job.key}, priority => ${job.priority})).id::text`
		)
	);
	for (const [at, job] of jobs.entries())
		if (job.failed !== null)
			await tx`select graphile_worker.permanently_fail_jobs(array[${added[at]?.[0]?.id ?? null}::bigint], ${job.failed})`;
}

/**
 * An object that was deleted while the backup was made: what named it then goes too, as it went then. Where a row can be without it
 * (a small picture, a logo), the row stays.
 */
export async function forgetObject(tx: Tx, key: string): Promise<void> {
	const holders = await tx<
		{ table: string; column: string }[]
	>`select conrelid::regclass::text as table, attname as column
		from pg_constraint join pg_attribute on attrelid = conrelid and attnum = conkey[array_position(confkey, (
			select attnum from pg_attribute where attrelid = 'objects'::regclass and attname = 'key'))]
		where contype = 'f' and confrelid = 'objects'::regclass and confdeltype = 'a'`;
	for (const { table, column } of holders) await tx`delete from ${tx(table)} where ${tx(column)} = ${key}`;
	await tx`delete from objects where key = ${key} and state = 'stored'`;
}

/** Keys of objects that the database knows, of some keys. */
export function knownKeys(sql: postgres.Sql, keys: string[]): Promise<Set<string>> {
	return sql.begin(async (tx) => {
		await tx`set local role hub_owner`;
		const rows = await tx<{ key: string }[]>`select key from objects where key = any (${keys})`;
		return new Set(rows.map(({ key }) => key));
	});
}

/** Migrations that the database has run besides those. */
export function migrationsBeyond(sql: postgres.Sql, names: string[]): Promise<string[]> {
	return sql.begin(async (tx) => {
		await tx`set local role hub_owner`;
		const rows = await tx<
			{ name: string }[]
		>`select name from schema_migrations where name <> all (${names}) order by name`;
		return rows.map(({ name }) => name);
	});
}
