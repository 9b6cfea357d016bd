import type postgres from 'postgres';

/**
 * Keys that stay the same when the instance key changes, because the hashes made with them are compared for years. The first
 * process that comes with a key for a purpose decides it.
 */
export type KeptKeys = ReadonlyMap<string, Buffer>;

/** Keeps the keys of purposes that have none yet, and answers all that are kept. */
export async function keepKeys(sql: postgres.Sql, offered: KeptKeys): Promise<KeptKeys> {
	const kept = await sql.begin(async (tx) => {
		// Sent together: nobody waits for three answers where one will do.
		const [, rows] = await Promise.all([tx`set local role hub_owner`.execute(), read(tx).execute()]);
		const known = new Map(rows.map(({ purpose, key }) => [purpose, key]));
		for (const [purpose, key] of offered) {
			if (known.has(purpose)) continue;
			await tx`insert into kept_keys (purpose, key) values (${purpose}, ${key})`;
			known.set(purpose, key);
		}
		return known;
	});
	return kept;
}

const read = (tx: postgres.TransactionSql) =>
	tx<{ purpose: string; key: Buffer }[]>`select purpose, key from kept_keys`;
