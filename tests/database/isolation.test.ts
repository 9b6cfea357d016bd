import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type postgres from 'postgres';
import { openDatabase, type Database } from '#platform/database/database.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';

let fresh: FreshDatabase;
let sql: postgres.Sql;
let lumi: Whole;
let neighbour: Whole;
/** One connection only: whatever a request leaves behind, the next one meets. */
let narrow: Database;

beforeAll(async () => {
	fresh = await freshDatabase();
	sql = fresh.owner;
	[lumi, neighbour] = await Promise.all([
		wholeOrganization(sql, 'Studio Lumi'),
		wholeOrganization(sql, 'Studio Neighbour')
	]);
	narrow = openDatabase(fresh.appUrl, { max: 1, prepare: true });
});
afterAll(async () => {
	await narrow.close();
	await fresh.drop();
});

/** Every table with an org_id that the role may read at all. */
async function readable(role: string): Promise<string[]> {
	const rows = await sql<{ name: string }[]>`
		select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
			and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'org_id')
			and has_any_column_privilege(${role}, oid, 'select') order by 1`;
	return rows.map((row) => row.name);
}

describe('a member of Studio Lumi', () => {
	it('sees rows of her own in every table, and none of the neighbour, whose rows exist', async () => {
		const names = await readable('hub_member');
		expect(names.length).toBeGreaterThan(12);
		for (const name of names) {
			const [there] =
				await sql`select count(*)::int as n from ${sql(name)} where org_id = ${neighbour.orgId}`;
			expect(there?.['n'], `${name} of the neighbour`).toBeGreaterThan(0);
			const seen = await narrow.transaction(
				'hub_member',
				{ org: lumi.orgId, person: lumi.personId },
				(tx) => tx<{ org_id: string }[]>`select org_id from ${tx(name)}`
			);
			expect(new Set(seen.map((row) => row.org_id)), name).toEqual(new Set([lumi.orgId]));
		}
	});

	it('changes and deletes nothing of the neighbour, nor moves a row there', async () => {
		const deletable = await sql<{ name: string }[]>`
			select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
				and exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'org_id')
				and has_table_privilege('hub_member', oid, 'delete')`;
		for (const { name } of deletable) {
			const gone = await narrow.transaction(
				'hub_member',
				{ org: lumi.orgId },
				(tx) => tx`delete from ${tx(name)} where org_id = ${neighbour.orgId}`
			);
			expect(gone.count, name).toBe(0);
		}
		const changed = await narrow.transaction(
			'hub_member',
			{ org: lumi.orgId },
			(tx) => tx`update customers set name = 'mine now' where org_id = ${neighbour.orgId}`
		);
		expect(changed.count).toBe(0);
		await expect(
			narrow.transaction(
				'hub_member',
				{ org: lumi.orgId },
				(tx) => tx`update customers set org_id = ${neighbour.orgId} where org_id = ${lumi.orgId}`
			)
		).rejects.toThrow(/row-level security|violates foreign key/);
		const [still] = await sql`select count(*)::int as n from customers where org_id = ${neighbour.orgId}`;
		expect(still?.['n']).toBe(2);
	});

	it('reads no password hash and no session, of anybody', async () => {
		for (const [role, scope] of [
			['hub_member', { org: lumi.orgId, person: lumi.personId }],
			['hub_customer', { org: lumi.orgId, customer: lumi.customers[0]?.id ?? '' }],
			['hub_worker', { org: lumi.orgId }]
		] as const) {
			await expect(
				narrow.transaction(role, scope, (tx) => tx`select password_hash from people`)
			).rejects.toThrow(/permission denied/);
			await expect(narrow.transaction(role, scope, (tx) => tx`select * from sessions`)).rejects.toThrow(
				/permission denied/
			);
		}
		const names = await narrow.transaction(
			'hub_member',
			{ org: lumi.orgId },
			(tx) => tx<{ id: string }[]>`select id from people`
		);
		expect(names.map((row) => row.id)).toEqual([lumi.personId]);
	});

	it('who only views writes nothing: her transaction is read-only', async () => {
		await expect(
			narrow.transaction(
				'hub_member',
				{ org: lumi.orgId },
				(tx) => tx`update customers set name = 'changed'`,
				'read only'
			)
		).rejects.toThrow(/read-only transaction/);
	});
});

describe('a customer', () => {
	it('sees her own rows in every table that the portal reads, and none of another customer, whose rows exist', async () => {
		const [carla, dana] = lumi.customers;
		if (!carla || !dana) throw new Error('the organization has two customers');
		const own: Record<string, [column: string, carlas: string, danas: string]> = {
			customers: ['id', carla.id, dana.id],
			referrals: ['referrer_id', carla.id, dana.id],
			customer_merges: ['kept_id', carla.id, dana.id],
			inquiry_events: ['inquiry_id', carla.inquiryId, dana.inquiryId],
			inquiry_accesses: ['inquiry_id', carla.inquiryId, dana.inquiryId],
			message_mails: ['message_id', carla.messageId, dana.messageId]
		};
		const names = (await readable('hub_customer')).filter((name) => name !== 'organizations');
		expect(names.length).toBeGreaterThan(7);
		for (const name of names) {
			const [column, carlas, danas] = own[name] ?? ['customer_id', carla.id, dana.id];
			const [there] = await sql`select count(*)::int as n from ${sql(name)} where ${sql(column)} = ${danas}`;
			expect(there?.['n'], `${name} of Dana`).toBeGreaterThan(0);
			const seen = await narrow.transaction(
				'hub_customer',
				{ org: lumi.orgId, customer: carla.id },
				async (tx) => {
					// As for her export, which reads the most of all that she may.
					await tx`select set_config('hub.purpose', 'export', true)`;
					return tx<{ who: string }[]>`select ${tx(column)} as who from ${tx(name)}`;
				}
			);
			expect(new Set(seen.map((row) => row.who)), name).toEqual(new Set([carlas]));
		}
	});

	it('cannot reach another organization by naming its id in the scope of her own', async () => {
		const dana = neighbour.customers[1];
		const seen = await narrow.transaction(
			'hub_customer',
			{ org: lumi.orgId, customer: dana?.id ?? '' },
			(tx) => tx`select id from customers`
		);
		expect(seen).toHaveLength(0);
	});

	it('never sees a draft quote or a deleted case', async () => {
		const [carla] = lumi.customers;
		if (!carla) throw new Error('the organization has customers');
		const look = () =>
			narrow.transaction('hub_customer', { org: lumi.orgId, customer: carla.id }, async (tx) => [
				(await tx`select id from quotes`).length,
				(await tx`select id from quote_items`).length,
				(await tx`select id from inquiries`).length,
				(await tx`select id from messages`).length
			]);
		expect(await look()).toEqual([1, 1, 1, 1]);
		await sql`update quotes set status = 'draft', number = null where id = ${carla.quoteId}`;
		await sql`update inquiries set deleted_at = now() where id = ${carla.inquiryId}`;
		expect(await look()).toEqual([0, 0, 0, 0]);
		await sql`update quotes set status = 'sent', number = 1 where id = ${carla.quoteId}`;
		await sql`update inquiries set deleted_at = null where id = ${carla.inquiryId}`;
	});

	it('writes to no table', async () => {
		const writable = await sql<{ name: string }[]>`select relname as name from pg_class
			where relnamespace = 'public'::regnamespace and relkind = 'r' and has_table_privilege('hub_customer', oid, 'insert, delete, truncate')`;
		expect(writable.map((row) => row.name)).toEqual([]);
	});
});

describe('the scope', () => {
	it('is gone after the transaction: no rows, no error', async () => {
		await narrow.transaction('hub_member', { org: lumi.orgId }, (tx) => tx`select 1`);
		const rows = await narrow.transaction('hub_member', {}, (tx) => tx`select id from customers`);
		expect(rows).toHaveLength(0);
		await expect(narrow.statement`select id from customers`).rejects.toThrow(/permission denied/);
	});

	it('never leaks over one connection in 10,000 interleaved requests of two organizations with aborts', async () => {
		const orgs = [lumi.orgId, neighbour.orgId];
		let foreign = 0;
		let aborted = 0;
		const one = async (number: number) => {
			const org = orgs[number % 2] ?? '';
			try {
				await narrow.transaction('hub_member', { org }, async (tx) => {
					const rows = await tx<{ org_id: string }[]>`select org_id from customers`;
					if (rows.length !== 2 || rows.some((row) => row.org_id !== org)) foreign++;
					if (number % 7 === 0) throw new Error('abort');
					if (number % 11 === 0) await tx`select 1 / 0`;
				});
			} catch {
				aborted++;
			}
		};
		for (let start = 0; start < 10_000; start += 500)
			await Promise.all(Array.from({ length: 500 }, (_, index) => one(start + index)));
		expect(foreign).toBe(0);
		expect(aborted).toBeGreaterThan(2000);
	});
});

describe('foreign keys', () => {
	it('refuse the id of another organization, each one of them', async () => {
		const keys = await sql<{ child: string; parent: string; column: string; target: string }[]>`
			select con.conrelid::regclass::text as child, con.confrelid::regclass::text as parent, a.attname as column, b.attname as target
			from pg_constraint con
			join unnest(con.conkey, con.confkey) as pair (here, there) on true
			join pg_attribute a on a.attrelid = con.conrelid and a.attnum = pair.here
			join pg_attribute b on b.attrelid = con.confrelid and b.attnum = pair.there
			where con.contype = 'f' and con.connamespace = 'public'::regnamespace and b.attname <> 'org_id'
				and exists (select from pg_attribute where attrelid = con.confrelid and attname = 'org_id' and attnotnull)
				and exists (select from pg_attribute where attrelid = con.conrelid and attname = 'org_id' and attnotnull)`;
		expect(keys.length).toBeGreaterThan(20);
		// An object that no document holds yet: else its unique key would refuse before the foreign key is asked.
		const spare = 'spare'.repeat(8);
		await sql`insert into objects (key, org_id) values (${spare}, ${neighbour.orgId})`;
		for (const key of keys) {
			const [theirs] = await sql`select ${sql(key.target)} as id from ${sql(key.parent)}
				where org_id = ${neighbour.orgId} order by ${sql(key.target)}::text = ${spare} desc`;
			const [mine] =
				await sql`select ctid::text as place from ${sql(key.child)} where org_id = ${lumi.orgId}`;
			expect(theirs && mine, `${key.child}.${key.column} has rows to try with`).toBeTruthy();
			await expect(
				sql`update ${sql(key.child)} set ${sql(key.column)} = ${theirs?.['id'] as string} where ctid = ${mine?.['place'] as string}::tid`,
				`${key.child}.${key.column}`
			).rejects.toThrow(/violates foreign key/);
		}
	});
});
