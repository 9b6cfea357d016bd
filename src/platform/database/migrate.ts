import { createHash, createHmac } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type postgres from 'postgres';
import { connect } from '#platform/postgres/url.ts';
import type { Tx } from './database.ts';
import { jobRights } from './job-rights.ts';
import { keepKeys, type KeptKeys } from './kept-keys.ts';

/** Any number: the one lock that migrating processes of a database wait for. */
const LOCK = 7_246_101;

export type MigrateOptions = {
	/** A login that may create roles and tables: a superuser, or one with CREATEROLE and CREATE on the database. */
	ownerUrl: string;
	/** The login of the app as configured; null: make a lesser one beside the owner's. */
	appUrl: string | null;
	/** Makes the lesser login's password: the same on every machine that holds the same instance key. */
	loginSecret: Buffer;
	/** Keys for purposes that may have none in this database yet; left out: none. */
	keptKeys?: KeptKeys;
	/** Folder of the numbered SQL files. */
	folder: string;
	/** Only these, such as a backup's; left out: all. Throws a sentence when one is not in the folder, or is another there. */
	only?: readonly { name: string; sha256: string }[];
	/** Also while a restore is under way; otherwise throws HalfRestored. */
	halfRestored?: boolean;
	log?: (line: string) => void;
};

export type Migrated = {
	applied: string[];
	/** Where the app itself connects: never an owner or superuser. */ appUrl: string;
	/** Every key that belongs to the data of this database. */ keptKeys: KeptKeys;
};

type Sql = postgres.Sql;

/** This version cannot work with this database, and says why in a sentence for the operator. */
export class UnfitDatabase extends Error {}

/** A restore began on this database and has not ended (hub/backups/progress-sql.ts). */
export class HalfRestored extends Error {
	constructor() {
		super(
			'A backup is being restored into this database, and not all of it is there. Run `hub restore` again with the same file to finish it.'
		);
	}
}

/**
 * Brings a database up to date: roles, then each numbered SQL file once, in order, in its own transaction as hub_owner, then
 * the job queue's own tables. Processes that start at once take turns. A file that changed after it ran is an error.
 */
export async function migrate(options: MigrateOptions): Promise<Migrated> {
	const reading = migrationFiles(options.folder);
	reading.catch(() => undefined);
	const sql = connect(options.ownerUrl, {
		max: 1,
		prepare: false,
		fetch_types: false,
		onnotice: () => undefined,
		connection: { application_name: 'customer-hub migrate' }
	});
	try {
		const [server] = await sql<
			{ version: number; restoring: boolean }[]
		>`select current_setting('server_version_num')::int as version,
			to_regclass('hub_restore.progress') is not null as restoring`;
		if (!server || server.version < 150000)
			throw new UnfitDatabase('Customer Hub needs PostgreSQL 15 or newer.');
		if (server.restoring && !options.halfRestored) throw new HalfRestored();
		await sql`select pg_advisory_lock(${LOCK})`;
		const files = chosen(await reading, options.only);
		const applied = (await upToDate(sql, files)) ? [] : await applyAll(sql, files, options);
		const keptKeys = options.keptKeys ? await keepKeys(sql, options.keptKeys) : new Map<string, Buffer>();
		return { applied, appUrl: await appLogin(sql, options), keptKeys };
	} finally {
		await sql.end({ timeout: 5 });
	}
}

/**
 * The numbered SQL files that this database has not run yet, oldest first. Throws a sentence when one changed after it ran, or when
 * the database was made by a newer version.
 */
export async function pendingMigrations(sql: Sql | Tx, folder: string): Promise<string[]> {
	const files = await migrationFiles(folder);
	if (await upToDate(sql, files)) return [];
	const done = await history(sql);
	return files.map((file) => file.name).filter((name) => !done.has(name));
}

/** Whether nothing of the app was ever in this database. */
export async function isBare(ownerUrl: string): Promise<boolean> {
	const sql = connect(ownerUrl, { max: 1, prepare: false, onnotice: () => undefined });
	try {
		return (await history(sql)).size === 0;
	} finally {
		await sql.end({ timeout: 5 });
	}
}

type MigrationFile = { name: string; text: string; sha256: string };

async function migrationFiles(folder: string): Promise<MigrationFile[]> {
	const names = (await readdir(folder)).filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name)).sort();
	return Promise.all(
		names.map(async (name) => {
			const text = await readFile(join(folder, name), 'utf8');
			return { name, text, sha256: createHash('sha256').update(text).digest('hex') };
		})
	);
}

function chosen(files: MigrationFile[], only: MigrateOptions['only']): MigrationFile[] {
	if (!only) return files;
	for (const { name, sha256 } of only)
		if (files.find((file) => file.name === name)?.sha256 !== sha256)
			throw new UnfitDatabase(
				`The backup knows migration ${name}, which this version does not: it was made by a newer version, so update first.`
			);
	return files.filter((file) => only.some(({ name }) => name === file.name));
}

async function history(sql: Sql | Tx): Promise<Map<string, string>> {
	const [table] = await sql<
		{ there: boolean }[]
	>`select to_regclass('public.schema_migrations') is not null as there`;
	if (!table?.there) return new Map();
	const rows = await sql<{ name: string; sha256: string }[]>`select name, sha256 from schema_migrations`;
	return new Map(rows.map((row) => [row.name, row.sha256]));
}

async function upToDate(sql: Sql | Tx, files: MigrationFile[]): Promise<boolean> {
	const done = await history(sql);
	for (const file of files)
		if (done.has(file.name) && done.get(file.name) !== file.sha256)
			throw new UnfitDatabase(
				`Migration ${file.name} changed after it was applied. Put it back as it was and write a new one.`
			);
	for (const name of done.keys())
		if (!files.some((file) => file.name === name))
			throw new UnfitDatabase(
				`The database knows migration ${name}, which this version does not: it was made by a newer version. Update the app; nothing was changed.`
			);
	return files.every((file) => done.has(file.name));
}

async function applyAll(sql: Sql, files: MigrationFile[], options: MigrateOptions): Promise<string[]> {
	const roles = await readFile(join(options.folder, '..', 'roles.sql'), 'utf8');
	await sql.begin(async (tx) => {
		// Roles belong to the whole server: databases that are migrated at once would trip over each other's catalogue rows.
		await tx`select pg_advisory_xact_lock(${LOCK}, 1)`;
		await tx.unsafe(roles);
		await tx`set local role hub_owner`;
		await tx`create table if not exists schema_migrations (
			name text primary key, sha256 text not null, applied_at timestamptz not null default now())`;
	});
	const done = await history(sql);
	const pending = files.filter((file) => !done.has(file.name));
	for (const file of pending) {
		await sql.begin(async (tx) => {
			await tx`set local role hub_owner`;
			await tx.unsafe(file.text);
			await tx`set local role hub_owner`;
			await tx`insert into schema_migrations (name, sha256) values (${file.name}, ${file.sha256})`;
		});
		options.log?.(`Applied ${file.name}`);
	}
	await migrateJobQueue(sql, options.ownerUrl);
	return pending.map((file) => file.name);
}

async function migrateJobQueue(sql: Sql, ownerUrl: string): Promise<void> {
	// Loaded only here: together they take longer than everything else that a start with nothing to migrate does.
	const [{ Pool }, { runMigrations: migrateJobs }] = await Promise.all([
		import('pg'),
		import('graphile-worker')
	]);
	const pool = new Pool({ connectionString: ownerUrl, max: 1, options: '-c role=hub_owner' });
	// A pool without a listener throws when a server goes away between statements; the statement itself reports it anyway.
	pool.on('error', () => undefined);
	pool.on('connect', (client) => client.on('error', () => undefined));
	try {
		await migrateJobs({ pgPool: pool });
	} finally {
		await pool.end();
	}
	await sql.begin(async (tx) => {
		await tx`set local role hub_owner`;
		await tx.unsafe(jobRights);
	});
}

/** Superusers and owners bypass row-level security: given such a login, the app uses one of its own that can do nothing but
 * become hub_member, hub_customer or hub_worker. */
async function appLogin(sql: Sql, options: MigrateOptions): Promise<string> {
	const given = new URL(options.appUrl ?? options.ownerUrl);
	const login = decodeURIComponent(given.username);
	if (options.appUrl && options.appUrl !== options.ownerUrl && !(await isMighty(sql, login))) {
		await grantRoles(sql, login);
		return options.appUrl;
	}
	const [database] = await sql<{ name: string }[]>`select current_database() as name`;
	const suffix = createHash('sha256')
		.update(database?.name ?? '')
		.digest('hex')
		.slice(0, 12);
	const name = `hub_app_${suffix}`;
	const password = createHmac('sha256', options.loginSecret)
		.update(`database login ${name}`)
		.digest('base64url');
	const [role] = await sql<{ note: string | null }[]>`
		select shobj_description(oid, 'pg_authid') as note from pg_roles where rolname = ${name}`;
	const note = `password ${createHash('sha256').update(password).digest('hex').slice(0, 16)}`;
	if (!role)
		await sql.unsafe(`create role ${name} login noinherit nocreatedb nocreaterole password '${password}'`);
	else if (role.note !== note) await sql.unsafe(`alter role ${name} login noinherit password '${password}'`);
	if (role?.note !== note) await sql.unsafe(`comment on role ${name} is '${note}'`);
	await grantRoles(sql, name);
	given.username = name;
	given.password = password;
	return given.href;
}

async function isMighty(sql: Sql, login: string): Promise<boolean> {
	const [role] = await sql<{ mighty: boolean }[]>`
		select rolsuper or rolbypassrls or rolcreaterole or pg_has_role(rolname, 'hub_owner', 'member')
			or pg_has_role(rolname, 'hub_gate', 'member') or exists (
				select from pg_database where datname = current_database() and datdba = pg_roles.oid) as mighty
		from pg_roles where rolname = ${login}`;
	return role?.mighty ?? true;
}

async function grantRoles(sql: Sql, login: string): Promise<void> {
	const missing = await sql<{ role: string }[]>`
		select role from (values ('hub_member'), ('hub_customer'), ('hub_worker')) as needed (role)
		where not pg_has_role(${login}, role, 'member')`;
	for (const { role } of missing) await sql.unsafe(`grant ${role} to "${login.replaceAll('"', '""')}"`);
}
