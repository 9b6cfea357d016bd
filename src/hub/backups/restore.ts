import type postgres from 'postgres';
import { ArchiveError } from '#platform/archive/errors.ts';
import { connect } from '#platform/postgres/url.ts';
import { isStorageError } from '#platform/storage/errors.ts';
import type { Storage } from '#platform/storage/storage.ts';
import type { Facts, Head } from './format.ts';
import { loadArchive } from './load.ts';
import * as load from './load-sql.ts';
import type { OpenArchive } from './open-archive.ts';
import * as progress from './progress-sql.ts';

export type RestoreTarget = {
	/** Login of migrations and maintenance. */
	ownerUrl: string;
	storage: Storage;
	/** Brings an empty database to the archive's own migrations, no further. */
	migrate: (migrations: Head['migrations']) => Promise<void>;
};

/** Something is here already, or somebody is at work; its message says what and what to do. */
export class NotEmpty extends Error {}

/** What is here and speaks against a restore, in sentences; empty: nothing. Changes nothing. */
async function inTheWay(sql: postgres.Sql, storage: Storage): Promise<string[]> {
	const found: string[] = [];
	const foreign = await load.foreignTables(sql);
	if (foreign.length > 0) found.push(`The database holds tables of something else (${foreign.join(', ')}).`);
	const rows = Object.entries((await load.rowsThere(sql)) ?? {});
	if (rows.length > 0)
		found.push(
			`The database holds ${rows.map(([name, count]) => `${name.replaceAll('_', ' ')} (${count})`).join(', ')}.`
		);
	// Keys in a folder are the instance's own, such as the ledger's copy.
	for await (const { key } of storage.list()) {
		if (key.includes('/')) continue;
		found.push('The storage holds files already.');
		break;
	}
	return found;
}

/**
 * Puts an archive's rows and files into an empty instance: all rows at once or none, each checked. From the first step to `endRestore`
 * nothing else starts on this database. Runs again after a crash, with the same archive or, as long as nothing is loaded, another.
 * null: this archive was loaded before. Throws NotEmpty, ArchiveError, StorageUnavailable, StorageFull.
 */
export async function loadBackup(target: RestoreTarget, archive: OpenArchive): Promise<Facts | null> {
	const { storage } = target;
	const sql = connect(target.ownerUrl, {
		max: 2,
		prepare: false,
		connection: { application_name: 'customer-hub restore' },
		onnotice: () => undefined
	});
	try {
		const { id, createdAt, migrations } = archive.head;
		const begun = await progress.readProgress(sql);
		if (begun?.phase === 'loaded') {
			if (begun.id === id) {
				await dropStrangers(sql, storage);
				return null;
			}
			throw new NotEmpty(
				`Another backup, made at ${begun.createdAt.toISOString()}, was loaded here and waits to be finished: run \`hub restore\` with its file.`
			);
		}
		if (!begun) {
			const found = await inTheWay(sql, storage);
			if (found.length > 0)
				throw new NotEmpty(
					`A backup is restored onto an empty instance only. ${found.join(' ')} Take another DATA_DIR, or an empty database and storage.`
				);
			await progress.noteBeginning(sql, id, new Date(createdAt));
		} else await progress.noteArchive(sql, id, new Date(createdAt));
		// Asked once nothing new can start.
		const atWork = await load.connectionsOfTheApp(sql);
		if (atWork > 0) {
			if (!begun) await progress.noteEnd(sql);
			throw new NotEmpty(
				`The app is at work on this database (${atWork === 1 ? 'one connection' : `${atWork} connections`}). Stop every \`web\`, \`worker\` and \`start\`, and the pooler, first.`
			);
		}
		const facts = await orDamaged(archive, async () => {
			const newer = (await load.rowsThere(sql)) === null ? [] : await beyond(sql, migrations);
			if (newer.length > 0) {
				// What an earlier try has put into storage is known by its notes alone.
				if (!begun) await progress.noteEnd(sql);
				throw new NotEmpty(
					`The backup was made by an older version, and this database was brought up to date already (${newer[0]}). Take a database, or a DATA_DIR, in which nothing was started yet.`
				);
			}
			await target.migrate(migrations);
			return sql.begin(async (tx) => {
				const loaded = await loadArchive(tx, storage, archive);
				await progress.noteLoaded(tx);
				return loaded;
			});
		});
		await dropStrangers(sql, storage);
		return facts;
	} finally {
		await sql.end({ timeout: 5 });
	}
}

/** What an archive says is not sure before its end was read: a damaged one may fail anywhere, with anything. */
async function orDamaged<T>(archive: OpenArchive, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof ArchiveError) && !isStorageError(error)) await readOn(archive);
		throw error;
	}
}

/** To the end. Throws ArchiveError where it is not whole. */
export async function readOn({ entries }: OpenArchive): Promise<unknown> {
	for (;;) {
		const next = await entries.next();
		if (next.done) return next.value;
	}
}

/** A database that an app of this version made before holds tables that the archive's rows do not fit. */
const beyond = (sql: postgres.Sql, migrations: Head['migrations']): Promise<string[]> =>
	load.migrationsBeyond(
		sql,
		migrations.map(({ name }) => name)
	);

/** Files of a restore that was broken off and then begun with another archive: the storage was empty before, so they are ours. */
async function dropStrangers(sql: postgres.Sql, storage: Storage): Promise<void> {
	let some: string[] = [];
	const drop = async (): Promise<void> => {
		const known = await load.knownKeys(sql, some);
		for (const key of some) if (!known.has(key)) await storage.delete(key);
		some = [];
	};
	for await (const { key } of storage.list()) {
		if (!key.includes('/')) some.push(key);
		if (some.length >= 1000) await drop();
	}
	await drop();
}

/** Whether a restore has begun and not ended. */
export async function isHalfRestored(ownerUrl: string): Promise<boolean> {
	const sql = connect(ownerUrl, { max: 1, prepare: false, onnotice: () => undefined });
	try {
		return (await progress.readProgress(sql)) !== null;
	} finally {
		await sql.end({ timeout: 5 });
	}
}

/** The instance may be started from now on. */
export async function endRestore(ownerUrl: string): Promise<void> {
	const sql = connect(ownerUrl, { max: 1, prepare: false, onnotice: () => undefined });
	try {
		await progress.noteEnd(sql);
	} finally {
		await sql.end({ timeout: 5 });
	}
}
