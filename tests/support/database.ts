import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { inject } from 'vitest';
import { openDatabase, type Database } from '#platform/database/database.ts';
import { migrate } from '#platform/database/migrate.ts';
import { connect, withDatabase } from '#platform/postgres/url.ts';

/** A migrated, empty database of one test file. */
export type FreshDatabase = {
	name: string;
	/** The superuser's address of it, and a connection pool to it that sees everything. */
	ownerUrl: string;
	owner: Sql;
	/** Where the app connects: a login that owns nothing and bypasses nothing. */
	appUrl: string;
	/** The app's own pool. */
	database: Database;
	/** Removes it, whoever is still connected. */
	drop(): Promise<void>;
};

const template = 'hub_template';
const templateLock = 7_246_102;
const migrations = {
	appUrl: null,
	loginSecret: Buffer.alloc(32, 'test'),
	folder: join(import.meta.dirname, '../../db/migrations')
};

/** Makes a database of its own for the calling test file, copied from one that is migrated once per run. */
export async function freshDatabase(): Promise<FreshDatabase> {
	const serverUrl = inject('databaseServer');
	const made = await makeDatabase(serverUrl);
	const opened = openFresh(made);
	const drop = async (): Promise<void> => {
		await opened.close();
		await dropDatabase(serverUrl, made);
	};
	return { ...made, ...opened, drop };
}

/** Names and addresses of a migrated database. */
export type MadeDatabase = Pick<FreshDatabase, 'name' | 'ownerUrl' | 'appUrl'>;

/** Copies the migrated template, which the first caller of a run makes. */
export async function makeDatabase(serverUrl: string): Promise<MadeDatabase> {
	const server = connect(serverUrl, { max: 1, onnotice: () => undefined });
	try {
		await makeTemplate(server, serverUrl);
		const name = `test_${randomBytes(6).toString('hex')}`;
		// By far the cheaper way for a template that is as large as it is idle.
		await server`create database ${server(name)} template ${server(template)} strategy file_copy`;
		const ownerUrl = withDatabase(serverUrl, name);
		const { appUrl } = await migrate({ ...migrations, ownerUrl });
		return { name, ownerUrl, appUrl };
	} finally {
		await server.end();
	}
}

/** Pools of the calling file to a database that stands. */
export function openFresh({ ownerUrl, appUrl }: MadeDatabase) {
	const owner = connect(ownerUrl, { max: 4, onnotice: () => undefined });
	const pooler = inject('databasePooler');
	const database = openDatabase(through(appUrl, pooler), { max: 4, prepare: pooler === undefined });
	const close = async (): Promise<void> => {
		await Promise.all([owner.end({ timeout: 1 }), database.close()]);
	};
	return { owner, database, close };
}

/** A database of its own without a single table, for who makes them; `drop` removes it, whoever is still connected. */
export async function bareDatabase(): Promise<{ ownerUrl: string; drop(): Promise<void> }> {
	const serverUrl = inject('databaseServer');
	const server = connect(serverUrl, { max: 1, onnotice: () => undefined });
	const name = `test_${randomBytes(6).toString('hex')}`;
	await server`create database ${server(name)}`;
	await server.end();
	const drop = async (): Promise<void> => {
		const again = connect(serverUrl, { max: 1, onnotice: () => undefined });
		await again`drop database ${again(name)} with (force)`;
		const login = `hub_app_${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
		await again`drop role if exists ${again(login)}`;
		await again.end();
	};
	return { ownerUrl: withDatabase(serverUrl, name), drop };
}

/** The same login by way of a pooler in transaction mode, when the run has one. */
function through(appUrl: string, pooler: string | undefined): string {
	if (pooler === undefined) return appUrl;
	const { username, password, pathname } = new URL(appUrl);
	return `postgres://${username}:${password}@${pooler}${pathname}`;
}

async function makeTemplate(server: Sql, serverUrl: string): Promise<void> {
	await server`select pg_advisory_lock(${templateLock})`;
	try {
		const [made] = await server`select from pg_database where datname = ${template} and datistemplate`;
		if (made) return;
		await server`drop database if exists ${server(template)} with (force)`;
		await server`create database ${server(template)}`;
		const { appUrl } = await migrate({ ...migrations, ownerUrl: withDatabase(serverUrl, template) });
		await server`drop role ${server(new URL(appUrl).username)}`;
		await server`alter database ${server(template)} is_template true`;
	} finally {
		await server`select pg_advisory_unlock(${templateLock})`;
	}
}

/** Removes a database and its login, whoever is still connected. */
export async function dropDatabase(serverUrl: string, { name, appUrl }: MadeDatabase): Promise<void> {
	const server = connect(serverUrl, { max: 1, onnotice: () => undefined });
	await server`drop database ${server(name)} with (force)`;
	await server`drop role ${server(new URL(appUrl).username)}`;
	await server.end();
}
