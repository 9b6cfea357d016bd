import type postgres from 'postgres';
import { copyAll } from '#platform/database/copy-in.ts';
import type { Tx } from '#platform/database/database.ts';

/** What the database counts; each is a number of rows unless it says otherwise. */
export type DatabaseCounts = {
	organizations: number;
	customers: number;
	documents: number;
	objects: number;
	objectBytes: number;
	arrivingObjects: number;
	leavingObjects: number;
	staleArrivals: number;
	staleDepartures: number;
	pendingDataRequests: number;
	pendingErasures: number;
	waitingMails: number;
	failedMails: number;
	stuckMails: number;
	waitingJobs: number;
	retryingJobs: number;
	failedJobs: number;
	overdueJobs: number;
	databaseBytes: number;
};

export async function count(tx: Tx): Promise<DatabaseCounts> {
	const [counts] = await tx<DatabaseCounts[]>`select
		(select count(*) from organizations)::int as organizations,
		(select count(*) from customers)::int as customers,
		(select count(*) from documents)::int as documents,
		objects.*, mails.*, jobs.*,
		(select count(*) from customer_data_requests where status = 'pending')::int as "pendingDataRequests",
		(select count(*) from erasures where finished_at is null)::int as "pendingErasures",
		pg_database_size(current_database())::float8 as "databaseBytes"
	from (select count(*)::int as objects,
			coalesce(sum(size), 0)::float8 as "objectBytes",
			(count(*) filter (where state = 'arriving'))::int as "arrivingObjects",
			(count(*) filter (where state = 'leaving'))::int as "leavingObjects",
			(count(*) filter (where state = 'arriving' and created_at < now() - interval '1 day'))::int as "staleArrivals",
			(count(*) filter (where state = 'leaving' and leaving_since < now() - interval '1 day'))::int as "staleDepartures"
		from objects) objects,
		(select (count(*) filter (where state = 'queued'))::int as "waitingMails",
			(count(*) filter (where state = 'failed'))::int as "failedMails",
			(count(*) filter (where state = 'queued' and created_at < now() - interval '1 day'))::int as "stuckMails"
		from outbox_mails) mails,
		(select (count(*) filter (where attempts < max_attempts))::int as "waitingJobs",
			(count(*) filter (where attempts between 1 and max_attempts - 1 and last_error is not null))::int as "retryingJobs",
			(count(*) filter (where attempts >= max_attempts and locked_at is null))::int as "failedJobs",
			(count(*) filter (where attempts < max_attempts and locked_at is null
				and run_at < now() - interval '1 hour'))::int as "overdueJobs"
		from graphile_worker.jobs) jobs`;
	if (!counts) throw new Error('a count came back empty');
	return counts;
}

/** Tables of the product whose row-level security is not both enabled and forced. */
export async function looseTables(tx: Tx): Promise<string[]> {
	const rows = await tx<{ name: string }[]>`select relname as name from pg_class
		where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and relname <> 'schema_migrations'
			and not (relrowsecurity and relforcerowsecurity) order by relname`;
	return rows.map((row) => row.name);
}

/** Asked as the app itself: who it is, and what makes that login too mighty; empty: nothing. */
export async function loginFaults(sql: postgres.Sql): Promise<{ login: string; faults: string[] }> {
	const [role] = await sql<{ login: string; faults: string[] }[]>`select rolname as login, array_remove(array[
			case when rolsuper then 'is a superuser' end,
			case when rolbypassrls then 'bypasses row-level security' end,
			case when rolcreaterole then 'may create roles' end,
			case when pg_has_role(oid, 'hub_owner', 'member') then 'may become hub_owner' end,
			case when pg_has_role(oid, 'hub_gate', 'member') then 'may become hub_gate' end,
			case when exists (select from pg_class where relowner = pg_roles.oid) then 'owns tables' end], null) as faults
		from pg_roles where rolname = session_user`;
	return role ?? { login: 'unknown', faults: ['is not a known role'] };
}

export async function databaseVersion(tx: Tx): Promise<{ text: string; number: number }> {
	const [version] = await tx<{ text: string; number: number }[]>`
		select current_setting('server_version') as text, current_setting('server_version_num')::int as number`;
	if (!version) throw new Error('the server did not say its version');
	return version;
}

/** What went wrong in jobs that are not tried again, most frequent first. */
export async function failedTasks(tx: Tx): Promise<{ task: string; jobs: number; error: string | null }[]> {
	return tx<{ task: string; jobs: number; error: string | null }[]>`
		select task_identifier as task, count(*)::int as jobs, left(min(last_error), 200) as error
		from graphile_worker.jobs where attempts >= max_attempts and locked_at is null
		group by task_identifier order by jobs desc, task`;
}

/** Lets the jobs that are not tried again run once more; how many. */
export async function retryFailedJobs(tx: Tx): Promise<number> {
	const rows = await tx`select from graphile_worker.reschedule_jobs(
		array(select id from graphile_worker.jobs where attempts >= max_attempts and locked_at is null), now(), null, 0)`;
	return rows.length;
}

/** Takes down what lies in storage, in a table that lasts as long as the transaction. */
export async function takeDown(tx: Tx, keys: AsyncIterable<string>): Promise<void> {
	await tx`create temporary table listed (key text collate "C" not null) on commit drop`;
	await copyAll(tx, 'listed', ['key'], lines(keys));
	await tx`create index on listed (key)`;
	await tx`analyze listed`;
}

/** Keys hold letters, digits, `-` and `_` alone, so nothing needs escaping. */
async function* lines(keys: AsyncIterable<string>): AsyncGenerator<string> {
	let chunk = '';
	for await (const key of keys) {
		chunk += `${key}\n`;
		if (chunk.length < 64 * 1024) continue;
		yield chunk;
		chunk = '';
	}
	if (chunk) yield chunk;
}

/** Objects that the database says are stored since before `before`, and that were not listed. */
export async function notListed(tx: Tx, before: Date): Promise<string[]> {
	const rows = await tx<{ key: string }[]>`select key from objects
		where state = 'stored' and created_at < ${before}
			and not exists (select from listed where listed.key = objects.key collate "C") order by created_at, key`;
	return rows.map((row) => row.key);
}

export async function notKnown(tx: Tx): Promise<string[]> {
	const rows = await tx<{ key: string }[]>`select key from listed
		where not exists (select from objects where objects.key = listed.key) order by key`;
	return rows.map((row) => row.key);
}

/** Of some keys, those that the database knows in one of the states. */
export async function known(tx: Tx, keys: string[], states: string[]): Promise<Set<string>> {
	const rows = await tx<
		{ key: string }[]
	>`select key from objects where key = any (${keys}) and state = any (${states})`;
	return new Set(rows.map((row) => row.key));
}
