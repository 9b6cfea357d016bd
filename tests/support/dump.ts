import type { Sql } from 'postgres';

/**
 * Tables, the job queue's included, with a row that holds `needle` anywhere: as text, within JSON, or as bytes. What a dump of the
 * database would show, read as its superuser and written without any code under test.
 */
export async function tablesWith(sql: Sql, needle: string): Promise<string[]> {
	const tables = await sql<{ name: string }[]>`
		select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^(pg_|information_schema$)' order by 1`;
	const found: string[] = [];
	const text = needle.toLowerCase();
	const bytes = Buffer.from(needle).toString('hex');
	for (const { name } of tables) {
		const rows = await sql.unsafe(
			`select 1 from ${name} as whole where position($1 in lower(whole::text)) > 0 or position($2 in whole::text) > 0 limit 1`,
			[text, bytes]
		);
		if (rows.length) found.push(name.replace(/^public\./, ''));
	}
	return found;
}
