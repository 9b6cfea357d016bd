import { afterAll, beforeAll, expect, it } from 'vitest';
import { followers, mails, moves, nameOf } from '#hub/merges/moves.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
	fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

it('moves or follows every column of the catalogue that names a customer, so that a merge loses nothing', async () => {
	const named = await fresh.owner<{ name: string }[]>`
		select distinct con.conrelid::regclass || '.' || a.attname as name from pg_constraint con
		join unnest(con.conkey, con.confkey) as pair (here, there) on true
		join pg_attribute a on a.attrelid = con.conrelid and a.attnum = pair.here
		join pg_attribute b on b.attrelid = con.confrelid and b.attnum = pair.there
		where con.contype = 'f' and con.connamespace = 'public'::regnamespace and b.attname <> 'org_id'
			and (con.confrelid = 'customers'::regclass or b.attname in ('customer_id', 'referrer_id', 'friend_id', 'kept_id'))
		union
		select c.relname || '.' || a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
		where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not a.attisdropped and a.attname ~ 'customer_?id'
		order by 1`;
	const known = [...moves, mails, ...followers].map(nameOf).sort();
	expect(named.map(({ name }) => name)).toEqual(known);
});

it('finds each row that moves by an id of its own', async () => {
	const missing = moves.map(({ table }) => table);
	const withId = await fresh.owner<{ name: string }[]>`
		select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'id'
		where c.relnamespace = 'public'::regnamespace and c.relname = any(${missing})`;
	expect(new Set(withId.map(({ name }) => name))).toEqual(new Set(missing));
});
