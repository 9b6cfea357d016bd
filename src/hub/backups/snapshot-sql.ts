import type postgres from 'postgres';
import type { Head, Job } from './format.ts';

/** One connection in one read-only transaction, which sees the database as it was when that began. */
export type Snapshot = postgres.ReservedSql;

/** Sessions stay out: after a restore everybody signs in again, and who had signed out does not come back. */
const LEFT_OUT = ['schema_migrations', 'sessions'];
const AT_ONCE = 1000;

/** Begins the transaction, as hub_owner, who sees every organization; null: nothing was ever made in this database. */
export async function beginSnapshot(sql: postgres.Sql): Promise<Snapshot | null> {
	const snapshot = await sql.reserve();
	await snapshot`begin isolation level repeatable read read only`;
	const [table] = await snapshot<
		{ there: boolean }[]
	>`select to_regclass('public.schema_migrations') is not null as there`;
	if (!table?.there) return null;
	await snapshot`set local role hub_owner`;
	return snapshot;
}

export async function endSnapshot(snapshot: Snapshot): Promise<void> {
	await snapshot`rollback`;
	snapshot.release();
}

export async function migrationsOf(snapshot: Snapshot): Promise<Head['migrations']> {
	const rows = await snapshot<Head['migrations']>`select name, sha256 from schema_migrations order by name`;
	return [...rows];
}

export async function versionOf(snapshot: Snapshot): Promise<string> {
	const [row] = await snapshot<{ version: string }[]>`select current_setting('server_version') as version`;
	return row?.version ?? '';
}

/** Every table with the columns that are not computed from others. */
export async function tablesOf(snapshot: Snapshot): Promise<Head['tables']> {
	const rows = await snapshot<Head['tables']>`select relname as name, array(
			select attname::text from pg_attribute
			where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum) as columns
		from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> all (${LEFT_OUT})
		order by relname`;
	return [...rows];
}

/** A table in the text format of COPY. Read to its end, or the connection is of no more use. */
export async function* copyOut(
	snapshot: Snapshot,
	{ name, columns }: Head['tables'][number]
): AsyncGenerator<Buffer> {
	const rows = await snapshot`copy ${snapshot(name)} (${snapshot(columns)}) to stdout`.readable();
	yield* rows as AsyncIterable<Buffer>;
	// The driver pauses its socket when this stream is full, and resumes it when more is asked for: never, if the last rows filled it.
	rows._read(0);
}

/** The queue, as the library takes it again: its own tables change from version to version. */
export async function* jobsOf(snapshot: Snapshot): AsyncGenerator<Job> {
	const rows = snapshot<Job[]>`select identifier as task, payload::text, queue_name as queue,
			to_json(run_at) #>> '{}' as "runAt", max_attempts::int as "maxAttempts", key, priority::int,
			case when attempts >= max_attempts then coalesce(last_error, 'no error kept') end as failed
		from graphile_worker._private_jobs as jobs
			join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
			left join graphile_worker._private_job_queues as queues on queues.id = jobs.job_queue_id
		order by jobs.id`.cursor(AT_ONCE);
	for await (const some of rows) yield* some;
}

export type Wanted = { key: string; size: number; sha256: string };

/** Objects whose bytes are in storage, as far as the database knows. */
export async function* objectsOf(snapshot: Snapshot): AsyncGenerator<Wanted> {
	const rows = snapshot<
		Wanted[]
	>`select key, size::float8 as size, encode(sha256, 'hex') as sha256 from objects
		where state = 'stored' order by created_at, key`.cursor(AT_ONCE);
	for await (const some of rows) yield* some;
}

/** Whether an object is to be there even now, outside of any snapshot. */
export async function isStored(sql: postgres.Sql, key: string): Promise<boolean> {
	const [, rows] = await sql.begin((tx) => [
		tx`set local role hub_owner`,
		tx`select from objects where key = ${key} and state = 'stored'`
	]);
	return rows?.length === 1;
}
