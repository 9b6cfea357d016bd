import type { Sql } from 'postgres';

/**
 * Tables, the job queue's included, with a row that holds one of the needles anywhere: as text, within JSON, or as bytes. What a
 * dump of the database would show, read as its superuser and written without any code under test.
 */
export async function tablesWith(sql: Sql, ...needles: string[]): Promise<string[]> {
	// One statement for all tables: a hundred of them take most of a test's time.
	const tables = await sql<{ query: string }[]>`
		select format('select %L as name where exists (
				select from %I.%I as whole, lower(whole::text) as line, unnest($1::text[]) as needle where position(needle in line) > 0)',
			case n.nspname when 'public' then format('%I', relname) else format('%I.%I', n.nspname, relname) end, n.nspname, relname) as query
		from pg_class c join pg_namespace n on n.oid = c.relnamespace
		where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^(pg_|information_schema$)' order by n.nspname, relname`;
	const sought = needles.flatMap((needle) => [needle.toLowerCase(), Buffer.from(needle).toString('hex')]);
	const found = await sql.unsafe<{ name: string }[]>(tables.map(({ query }) => query).join(' union all '), [
		sought
	]);
	return found.map(({ name }) => name);
}
