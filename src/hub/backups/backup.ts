import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type postgres from 'postgres';
import { pieces } from '#platform/archive/pieces.ts';
import { entryOf, type Entry } from '#platform/archive/write.ts';
import { connect } from '#platform/postgres/url.ts';
import type { Secrets } from '#platform/secrets.ts';
import type { Spooled } from '#platform/storage/spool.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { HEAD, JOBS, KEY, TABLES, type Facts, type Head } from './format.ts';
import { nothingCopied, objectEntries, takeDown, type Copied } from './objects.ts';
import * as sql from './snapshot-sql.ts';

/** What a backup is made of, whether or not the app is at work, and whatever version of the app made it. */
export type BackupSource = {
	/** Login of migrations and maintenance. */
	ownerUrl: string;
	storage: Storage;
	secrets: Secrets;
	dataDir: string;
	/** The instance key in text, to be put into the archive; null: it stays out. */
	key: string | null;
};

/** Filled while the archive is written; whole when it ends. */
export type BackupReport = Copied & { id: string; createdAt: string; rows: number; jobs: number };

/** The database holds nothing, not even tables. */
export class NothingToBackUp extends Error {}

/** A table's part in memory: an entry of a tar says its size before its bytes. */
const PART = 4 * 1024 * 1024;

export const keyCheckOf = (secrets: Secrets): string =>
	secrets.derive('backup key check').toString('hex').slice(0, 32);

/**
 * The entries of an archive (platform/archive): tables, queue and objects as they were in one moment. Rows come from one transaction
 * that ends before the objects are copied, so that a large store keeps no old rows alive. Throws NothingToBackUp, StorageUnavailable, and
 * what the database throws.
 */
export async function* backupEntries(
	source: BackupSource,
	report: BackupReport
): AsyncGenerator<Entry, Facts> {
	const database = connect(source.ownerUrl, {
		max: 2,
		prepare: false,
		connection: { application_name: 'customer-hub backup' },
		onnotice: () => undefined
	});
	let list: Spooled | null = null;
	try {
		const tables: Facts['tables'] = {};
		const snapshot = await sql.beginSnapshot(database);
		if (!snapshot)
			throw new NothingToBackUp('There is nothing to back up: the database holds no tables of this app.');
		yield* rowEntries(snapshot, source, report, tables);
		list = await takeDown(join(source.dataDir, 'spool'), sql.objectsOf(snapshot));
		await sql.endSnapshot(snapshot);
		yield* objectEntries(source.storage, list, report, (key) => sql.isStored(database, key));
		const { jobs, objects, objectBytes, removed, lost, damaged } = report;
		return { tables, jobs, objects, objectBytes, removed, lost, damaged };
	} finally {
		await list?.close();
		// At once: a snapshot that was given up in the middle of a table answers nothing any more.
		await database.end({ timeout: 0 });
	}
}

export const newReport = (): BackupReport => ({
	...nothingCopied(),
	id: randomUUID(),
	createdAt: new Date().toISOString(),
	rows: 0,
	jobs: 0
});

async function* rowEntries(
	snapshot: postgres.ReservedSql,
	{ secrets, key }: BackupSource,
	report: BackupReport,
	counts: Facts['tables']
): AsyncGenerator<Entry> {
	const tables = await sql.tablesOf(snapshot);
	const head: Head = {
		format: 1,
		id: report.id,
		createdAt: report.createdAt,
		postgresql: await sql.versionOf(snapshot),
		migrations: await sql.migrationsOf(snapshot),
		tables,
		keyCheck: keyCheckOf(secrets),
		withKey: key !== null
	};
	yield entryOf(HEAD, Buffer.from(`${JSON.stringify(head, null, '\t')}\n`));
	if (key !== null) yield entryOf(KEY, Buffer.from(key));
	for (const table of tables) {
		const counted = countLines(sql.copyOut(snapshot, table), (lines) => {
			counts[table.name] = lines;
			report.rows += lines;
		});
		yield* inParts(`${TABLES}${table.name}/`, counted);
	}
	const jobs = async function* (): AsyncGenerator<Buffer> {
		for await (const job of sql.jobsOf(snapshot)) yield Buffer.from(`${JSON.stringify(job)}\n`);
	};
	yield* inParts(
		JOBS,
		countLines(jobs(), (lines) => (report.jobs = lines))
	);
}

async function* inParts(folder: string, source: AsyncIterable<Uint8Array>): AsyncGenerator<Entry> {
	let part = 0;
	for await (const { bytes } of pieces(source, PART))
		yield entryOf(folder + String(++part).padStart(6, '0'), bytes);
}

const NEWLINE = 0x0a;

/** In the text format of COPY, and in JSON, a newline ends a row and stands nowhere else. */
async function* countLines(
	source: AsyncIterable<Uint8Array>,
	counted: (lines: number) => void
): AsyncGenerator<Uint8Array> {
	let lines = 0;
	for await (const chunk of source) {
		for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) lines += 1;
		yield chunk;
	}
	counted(lines);
}
