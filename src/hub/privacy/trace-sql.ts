import type { Tx } from '#platform/database/database.ts';
import { commonDigits, patternOf, type Sought } from './person.ts';

/** A column of any table, the job queue's included, that can hold a word or an id. */
type Searched = { table: string; column: string; isId: boolean };

async function searchedColumns(tx: Tx): Promise<Searched[]> {
	return tx<Searched[]>`
		select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname as table, a.attname as column,
			a.atttypid = 'uuid'::regtype as "isId"
		from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
		join pg_type t on t.oid = a.atttypid
		where c.relkind in ('r', 'p', 'm') and n.nspname !~ '^(pg_|information_schema$)' and a.attnum > 0 and not a.attisdropped
			-- Truth values, numbers and times name nobody; everything else may.
			and t.typcategory not in ('B', 'N', 'D', 'T')
		order by 1, a.attnum`;
}

export type Place = { table: string; column: string; rows: number };

/** How many rows of which column name her: by an address or number in any text, JSON, list or bytes, or by an id. Reads every table. */
export async function placesThatName(tx: Tx, sought: Sought): Promise<Place[]> {
	const pattern = patternOf(sought);
	const words = [pattern, ...sought.ids].filter((one) => one !== null).join('|');
	const tables = new Map<string, Searched[]>();
	for (const column of await searchedColumns(tx))
		tables.set(column.table, [...(tables.get(column.table) ?? []), column]);
	const places: Place[] = [];
	for (const [table, columns] of tables) {
		const counts = columns
			.map(({ column, isId }) =>
				isId
					? tx`count(*) filter (where ${tx(column)} = any(${sought.ids}::uuid[]))::int`
					: tx`count(*) filter (where lower(legible(${tx(column)})) ~ ${words})::int`
			)
			.reduce((all, one) => tx`${all}, ${one}`);
		const [row] = await tx<{ counts: number[] }[]>`select array[${counts}] as counts from ${tx(table)}`;
		columns.forEach(({ column }, at) => {
			const rows = row?.counts[at] ?? 0;
			if (rows) places.push({ table, column, rows });
		});
	}
	return places;
}

export type Known = { orgId: string; customerId: string };

/** Customers, of every organization, who have one of these ids, addresses or numbers now, however the number is dialled. */
export function customersWith(tx: Tx, { ids, emails, phones }: Sought): Promise<Known[]> {
	const numbers = phones.map((phone) => `%${commonDigits(phone) ?? phone}`);
	return tx<Known[]>`
		select org_id as "orgId", id as "customerId" from customers
		where id = any(${ids}::uuid[]) or email_normalized = any(${emails}) or phone_normalized like any(${numbers})
		union
		select org_id, customer_id from customer_aliases
		where kind = 'email' and normalized = any(${emails}) or kind = 'phone' and normalized like any(${numbers})`;
}

/** A list of bytes in PostgreSQL's own spelling: the driver takes one for a single value. */
const spelled = (hashes: Buffer[]) => hashes.map((hash) => `\\x${hash.toString('hex')}`);

/** Objects of erasures that are not finished and in which she is known by one of these hashes. */
export async function objectsOnTheirWay(tx: Tx, hashes: Buffer[]): Promise<string[]> {
	const rows = await tx<{ key: string }[]>`
		select objects.key from erasures join objects on objects.org_id = erasures.org_id and objects.erasure_id = erasures.id
		where erasures.sought_hashes && ${spelled(hashes)}::text[]::bytea[]`;
	return rows.map(({ key }) => key);
}
