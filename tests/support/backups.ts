import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Sql } from 'postgres';
import { backupEntries, newReport, type BackupReport } from '#hub/backups/backup.ts';
import type { Facts, Head } from '#hub/backups/format.ts';
import { openArchive } from '#hub/backups/open-archive.ts';
import { loadBackup, type RestoreTarget } from '#hub/backups/restore.ts';
import { writeArchive } from '#platform/archive/write.ts';
import { migrate } from '#platform/database/migrate.ts';
import { connect } from '#platform/postgres/url.ts';
import { openSecrets } from '#platform/secrets.ts';
import { LocalStorage } from '#platform/storage/local.ts';
import { newKey } from '#platform/storage/keys.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { bareDatabase, freshDatabase } from '#support/database.ts';

export const migrations = join(import.meta.dirname, '../../db/migrations');
const secrets = openSecrets({ secretKey: 'the key of every test', dataDir: '/nowhere' });
const loginSecret = Buffer.alloc(32, 'test');

/** The whole archive of a database and a storage. */
export async function archiveOf(
	ownerUrl: string,
	storage: Storage
): Promise<{ bytes: Buffer; report: BackupReport }> {
	const report = newReport();
	const source = { ownerUrl, storage, secrets, dataDir: tmpdir(), key: null };
	const chunks: Uint8Array[] = [];
	for await (const chunk of writeArchive(backupEntries(source, report))) chunks.push(chunk);
	return { bytes: Buffer.concat(chunks), report };
}

/** A machine on which nothing was ever started. */
export type Newcomer = {
	ownerUrl: string;
	/** The superuser's connections to it. */
	owner: Sql;
	storage: Storage;
	/** Loads an archive, as far as `hub restore` does before it erases; null: it was loaded before. */
	load(bytes: Buffer): Promise<Facts | null>;
	/** What every start does first. */
	migrate(): Promise<unknown>;
	drop(): Promise<void>;
};

/** `bare`: without a single table, as a machine on which not even a command ran. Otherwise it has this version's, all empty. */
export async function newcomer({
	bare = false,
	storage
}: { bare?: boolean; storage?: Storage } = {}): Promise<Newcomer> {
	const folder = await mkdtemp(join(tmpdir(), 'hub-newcomer-'));
	const { ownerUrl, drop } = bare ? await bareDatabase() : await freshDatabase();
	const owner = connect(ownerUrl, { max: 2, onnotice: () => undefined });
	const here = storage ?? new LocalStorage(join(folder, 'objects'));
	return {
		ownerUrl,
		owner,
		storage: here,
		load: (bytes) => loadInto({ ownerUrl, storage: here }, bytes),
		migrate: () => migrate({ ...options, ownerUrl }),
		async drop() {
			await owner.end({ timeout: 1 });
			await drop();
			await rm(folder, { recursive: true, force: true });
		}
	};
}

const options = { appUrl: null, loginSecret, folder: migrations };

/** As far as `hub restore` goes before it erases. */
export async function loadInto(target: Omit<RestoreTarget, 'migrate'>, bytes: Buffer): Promise<Facts | null> {
	const archive = await openArchive(Readable.from([bytes], { objectMode: false }), null);
	const { ownerUrl } = target;
	const only = async (some: Head['migrations']) =>
		void (await migrate({ ...options, ownerUrl, only: some, halfRestored: true }));
	try {
		return await loadBackup({ ...target, migrate: only }, archive);
	} finally {
		await archive.close();
	}
}

/** Gives every object of a database bytes of its own, under a key of the app's form, and says how many there are. */
export async function giveBytes(owner: Sql, storage: Storage): Promise<number> {
	const rows = await owner<{ key: string }[]>`select key from objects`;
	await owner.begin(async (tx) => {
		await tx`set local session_replication_role = replica`;
		for (const { key } of rows) {
			const real = newKey();
			const bytes = Buffer.from(`the bytes of ${real}`);
			await storage.put(real, Readable.from([bytes]));
			await tx`update objects set key = ${real}, size = ${bytes.length},
				sha256 = ${createHash('sha256').update(bytes).digest()} where key = ${key}`;
			for (const [table, column] of [
				['documents', 'object_key'],
				['documents', 'thumbnail_key'],
				['attachments', 'object_key'],
				['attachments', 'thumbnail_key'],
				['organizations', 'logo_key']
			] as const)
				await tx`update ${tx(table)} set ${tx(column)} = ${real} where ${tx(column)} = ${key}`;
		}
	});
	return rows.length;
}

/** A hash of all rows of every table, in whatever order they lie. */
export async function contents(owner: Sql, without: string[] = []): Promise<Record<string, string>> {
	const tables = await owner<{ name: string }[]>`select relname as name from pg_class
		where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> all (${['schema_migrations', ...without]})`;
	const found: Record<string, string> = {};
	for (const { name } of tables) {
		const [row] = await owner<{ hash: string | null }[]>`
			select md5(string_agg(line, chr(10) order by line)) as hash from (select ${owner(name)}::text as line from ${owner(name)}) as lines`;
		found[name] = row?.hash ?? 'empty';
	}
	return found;
}

/** Everything that was made of tables: constraints, indexes, triggers and whether they fire, policies, forced security, rights. */
export async function catalogue(owner: Sql): Promise<string[]> {
	const rows = await owner<{ line: string }[]>`
		select format('%s: %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as line from pg_constraint
			where connamespace = 'public'::regnamespace
		union all select pg_get_indexdef(indexrelid) from pg_index join pg_class on pg_class.oid = indrelid
			where relnamespace = 'public'::regnamespace
		union all select format('%s %s', pg_get_triggerdef(oid), tgenabled) from pg_trigger where not tgisinternal
		union all select format('%s: %s', tablename, policyname) from pg_policies
		union all select format('%s: %s %s %s', relname, relrowsecurity, relforcerowsecurity, relacl) from pg_class
			where relnamespace = 'public'::regnamespace and relkind = 'r'
		order by 1`;
	return rows.map(({ line }) => line);
}
