import type postgres from 'postgres';

/** A restore that began and has not ended. It lies in a schema of its own, so that it is there before any table of the app is. */
export type Progress = {
	/** Of the archive. */
	id: string;
	createdAt: Date;
	/** `loading`: nothing of it is there yet, though files may be. `loaded`: all of it is, erased customers among them. */
	phase: 'loading' | 'loaded';
};

type Sql = postgres.Sql | postgres.TransactionSql;

/** null: none is under way. */
export async function readProgress(sql: Sql): Promise<Progress | null> {
	const [there] = await sql<
		{ there: boolean }[]
	>`select to_regclass('hub_restore.progress') is not null as there`;
	if (!there?.there) return null;
	const [row] = await sql<
		Progress[]
	>`select archive as id, made_at as "createdAt", phase from hub_restore.progress`;
	if (!row) throw new Error('the notes of a restore are empty');
	return row;
}

/** From now on nothing starts on this database. Everybody may see that, since everybody has to. */
export async function noteBeginning(sql: postgres.Sql, id: string, createdAt: Date): Promise<void> {
	await sql.begin(async (tx) => {
		await tx`create schema hub_restore`;
		await tx`create table hub_restore.progress (archive uuid not null, made_at timestamptz not null,
			phase text not null, began_at timestamptz not null default now())`;
		await tx`grant usage on schema hub_restore to public`;
		await tx`grant select on hub_restore.progress to public`;
		await tx`insert into hub_restore.progress (archive, made_at, phase) values (${id}, ${createdAt}, 'loading')`;
	});
}

/** Another archive takes the place of one of which nothing was loaded. */
export async function noteArchive(sql: Sql, id: string, createdAt: Date): Promise<void> {
	await sql`update hub_restore.progress set archive = ${id}, made_at = ${createdAt}`;
}

/** At the end of the transaction that loaded it, which until then worked as hub_owner. */
export async function noteLoaded(sql: Sql): Promise<void> {
	await sql`reset role`;
	await sql`update hub_restore.progress set phase = 'loaded'`;
}

export async function noteEnd(sql: Sql): Promise<void> {
	await sql`drop schema hub_restore cascade`;
}
