import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person } from '#support/people.ts';
import { hasCustomers, latelyInTouch, listCustomers, suggestCustomers } from './list.ts';
import { listRequest, type ListRequest } from './schema.ts';
import { searchText } from './search-text.ts';

/** Enough that reading them all would be the planner's last choice, and would show. */
const MANY = 20_000;
const first = ['Mia', 'Łukasz', 'Zoë', 'محمد', 'José', 'Noah', 'Fatima', 'Ana'];
const last = ['Schmidt', 'Müller', 'García', 'Nowak', 'Rossi', 'Weber', 'Silva', 'Dubois', 'Zimmermann'];

let fresh: FreshDatabase;
let owner: Member;
let neighbour: Member;
let newcomer: Member;

async function fill(orgId: string, count: number): Promise<void> {
	const people = Array.from({ length: count }, (_, i) => {
		const name = `${first[i % first.length]} ${last[(i >> 3) % last.length]} ${i}`;
		const email = i % 5 === 0 ? null : `c${i}@example.com`;
		const phone = `+49 170 ${1_000_000 + i * 37}`;
		return { name, email, phone, text: searchText({ name, email, phone }) };
	});
	await fresh.owner`insert into customers (org_id, name, email, email_normalized, phone, phone_normalized, search_text,
			portal_token_hash, portal_token_encrypted, created_at)
		select ${orgId}, name, email, email, phone, regexp_replace(phone, '[^0-9+]', '', 'g'), text,
			sha256(convert_to(${orgId} || place, 'UTF8')), 'x', now() - place * interval '1 minute'
		from unnest(${people.map((p) => p.name)}::text[], ${people.map((p) => p.email)}::text[],
			${people.map((p) => p.phone)}::text[], ${people.map((p) => p.text)}::text[])
			with ordinality as row (name, email, phone, text, place)`;
}

beforeAll(async () => {
	fresh = await freshDatabase();
	const orgs = await Promise.all(['Lumi', 'Neighbour', 'New'].map((name) => organization(fresh.owner, name)));
	const members = await Promise.all(
		orgs.map(async (orgId) => joins(fresh.owner, await person(fresh.owner, 'Olga'), orgId, 'owner'))
	);
	[owner, neighbour, newcomer] = members as [Member, Member, Member];
	await fill(owner.orgId, MANY);
	await fill(neighbour.orgId, 300);
	await fresh.owner`vacuum analyze customers`;
});
afterAll(() => fresh.drop());

const list = (actor: Member, more: Partial<ListRequest> = {}) =>
	asMember(fresh.database, actor, (tx) =>
		listCustomers(tx, actor, { query: '', sort: 'name', after: null, before: null, ...more })
	);

/** What this connection has read of the customers' table, as PostgreSQL counts it. */
async function reads(tx: Tx) {
	const [row] = await tx<{ scans: number; rows: number }[]>`
		select seq_scan::int as scans, seq_tup_read::int + idx_tup_fetch::int as rows
		from pg_stat_xact_user_tables where relname = 'customers'`;
	return row ?? { scans: 0, rows: 0 };
}

describe('the list of customers', () => {
	it('walks forth and back over every customer once, by name and by newest', async () => {
		for (const sort of ['name', 'newest'] as const) {
			const forth: string[] = [];
			let page = await list(neighbour, { sort });
			for (;;) {
				forth.push(...page.customers.map(({ id }) => id));
				if (!page.after) break;
				page = await list(neighbour, { sort, after: page.after });
			}
			expect(new Set(forth).size).toBe(300);
			const back: string[] = page.customers.map(({ id }) => id);
			while (page.before) {
				page = await list(neighbour, { sort, before: page.before });
				back.unshift(...page.customers.map(({ id }) => id));
			}
			expect(back).toEqual(forth);
		}
	});

	it('walks over the matches of a search in the same way', async () => {
		const forth: string[] = [];
		let page = await list(neighbour, { query: '@example' });
		for (;;) {
			forth.push(...page.customers.map(({ id }) => id));
			if (!page.after) break;
			page = await list(neighbour, { query: '@example', after: page.after });
		}
		expect(new Set(forth).size).toBe(240);
		const back = await list(neighbour, {
			query: '@example',
			before: page.before ?? page.customers[0]?.id ?? ''
		});
		expect(back.customers.map(({ id }) => id)).toEqual(forth.slice(150, 200));
	});

	it('puts names in the order of their letters, whatever their accents', async () => {
		const { customers } = await list(neighbour);
		expect(customers[0]?.name).toMatch(/^Ana /);
		const newest = await list(neighbour, { sort: 'newest' });
		expect(newest.customers[0]?.name).toBe('Mia Schmidt 0');
	});

	it('begins anew when the customer at the edge is gone or a stranger', async () => {
		const start = await list(neighbour);
		for (const after of [randomUUID(), (await list(owner)).customers[9]?.id ?? ''])
			expect((await list(neighbour, { after })).customers).toEqual(start.customers);
	});

	it('says whether there is anybody at all', async () => {
		expect(await asMember(fresh.database, newcomer, (tx) => hasCustomers(tx, newcomer))).toBe(false);
		expect(await asMember(fresh.database, owner, (tx) => hasCustomers(tx, owner))).toBe(true);
		expect(await list(newcomer)).toEqual({ customers: [], after: null, before: null });
	});

	it('reads of the address what it knows, and passes over the rest', () => {
		const id = randomUUID();
		const read = (text: string) => listRequest(new URLSearchParams(text));
		expect(read('')).toEqual({ query: '', sort: 'name', after: null, before: null });
		expect(read(`q=mia&sort=newest&after=${id}&before=${id}`)).toEqual({
			query: 'mia',
			sort: 'newest',
			after: id,
			before: null
		});
		expect(read(`sort=drop&before=' or 1=1`)).toEqual({ query: '', sort: 'name', after: null, before: null });
		expect(read(`q=${'x'.repeat(5000)}`).query).toHaveLength(200);
	});
});

describe('a search', () => {
	it('finds by name, address and number, and only what has every word', async () => {
		const names = async (query: string) => (await list(owner, { query })).customers.map(({ name }) => name);
		expect(await names('c19999@')).toEqual(['Ana Silva 19999']);
		expect(await names('garcia jose 20')).toContain('José García 20');
		expect(await names('0170 1000037')).toEqual(['Łukasz Schmidt 1']);
		expect(await names('lukasz 19993')).toEqual(['Łukasz Silva 19993']);
		expect(await names('nobody-of-that-name')).toEqual([]);
	});

	it('takes wildcards and quotes for what they are', async () => {
		for (const query of [
			'%',
			'_',
			'%%%',
			'___',
			'\\',
			"'",
			"'; drop table customers; --",
			'%L',
			'$1',
			'\u0000'
		])
			expect((await list(owner, { query })).customers.length, query).toBe(query === '\u0000' ? 50 : 0);
	});

	it('never finds a customer of the neighbour, though she is there', async () => {
		const [theirs] = (await list(neighbour, { query: 'c299@' })).customers;
		expect(theirs?.name).toMatch(/299$/);
		const ours = (await list(owner, { query: 'c299@' })).customers;
		expect(ours).toHaveLength(1);
		expect(ours[0]?.id).not.toBe(theirs?.id);
		expect((await list(newcomer, { query: 'c299@' })).customers).toEqual([]);
	});

	it('finds nothing without a scope, and takes no other organization as an argument', async () => {
		const search = (tx: Tx) => tx`select gate.search_customers(array['mia'], false, false, null, 50)`;
		expect(await fresh.database.transaction('hub_member', {}, search)).toHaveLength(0);
		expect(await fresh.database.transaction('hub_member', { org: owner.orgId }, search)).toHaveLength(50);
		// A job looks for whom a recommended friend might be (W8), within its own organization.
		expect(await fresh.database.transaction('hub_worker', {}, search)).toHaveLength(0);
		expect(await fresh.database.transaction('hub_worker', { org: owner.orgId }, search)).toHaveLength(50);
		await expect(fresh.database.transaction('hub_customer', { org: owner.orgId }, search)).rejects.toThrow(
			/permission denied/
		);
		await expect(
			fresh.database.statement`select gate.search_customers(array['mia'], false, false, null, 50)`
		).rejects.toThrow(/permission denied/);
		const [theirs] = (await list(neighbour)).customers;
		const beyondTheirs = await fresh.database.transaction(
			'hub_member',
			{ org: owner.orgId },
			(tx) => tx`select gate.search_customers(array['mia'], false, false, ${theirs?.id ?? null}, 50)`
		);
		expect(beyondTheirs).toHaveLength(0);
	});

	it('gives at most 200 ids and takes at most eight words', async () => {
		const asked = (words: string[], most: number) =>
			fresh.database.transaction(
				'hub_member',
				{ org: owner.orgId },
				(tx) => tx`select gate.search_customers(${words}, false, false, null, ${most})`
			);
		expect(await asked(['mia'], 1_000_000)).toHaveLength(200);
		expect(
			await asked(
				Array.from({ length: 9 }, () => 'mia'),
				50
			)
		).toHaveLength(0);
		expect(await asked([], 50)).toHaveLength(0);
	});

	it('offers those whose name begins so before the others', async () => {
		const offered = await asMember(fresh.database, owner, (tx) => suggestCustomers(tx, owner, 'ana', 6));
		expect(offered.map(({ name }) => name.split(' ')[0])).toEqual(Array(6).fill('Ana'));
		const mixed = await asMember(fresh.database, owner, (tx) => suggestCustomers(tx, owner, '19999', 6));
		expect(mixed[0]?.name).toBe('Ana Silva 19999');
		expect(await asMember(fresh.database, owner, (tx) => suggestCustomers(tx, owner, ' ', 6))).toEqual([]);
	});
});

describe(`with ${MANY} customers, by index alone`, () => {
	const cost = (work: (tx: Tx) => Promise<unknown>) =>
		asMember(fresh.database, owner, async (tx) => {
			const before = await reads(tx);
			await work(tx);
			const after = await reads(tx);
			return { scans: after.scans - before.scans, rows: after.rows - before.rows };
		});
	const request = (more: Partial<ListRequest>): ListRequest => ({
		query: '',
		sort: 'name',
		after: null,
		before: null,
		...more
	});

	it('the first page and one in the middle read their own rows and nothing else', async () => {
		const [middle] = await fresh.owner<{ id: string }[]>`
			select id from customers where org_id = ${owner.orgId} order by sort_name offset ${MANY / 2} limit 1`;
		for (const more of [
			{},
			{ sort: 'newest' as const },
			{ after: middle?.id ?? null },
			{ before: middle?.id ?? null },
			{ sort: 'newest' as const, after: middle?.id ?? null }
		]) {
			const { scans, rows } = await cost((tx) => listCustomers(tx, owner, request(more)));
			expect(scans, JSON.stringify(more)).toBe(0);
			expect(rows, JSON.stringify(more)).toBeLessThanOrEqual(60);
		}
	});

	it('a search reads its matches and nothing else', async () => {
		for (const [query, matches] of [
			['c19999@', 1],
			['zimmermann mia', 300],
			['zo', 2600],
			['nobodyofthatname', 0]
		] as const) {
			const { scans, rows } = await cost((tx) => listCustomers(tx, owner, request({ query })));
			expect(scans, query).toBe(0);
			expect(rows, query).toBeLessThanOrEqual(matches + 110);
		}
	});

	it('those lately in touch are the last that were added and those whose cases moved last, each once, and read by index', async () => {
		const [first, second] = await fresh.owner<{ id: string }[]>`
			select id from customers where org_id = ${owner.orgId} order by created_at, id limit 2`;
		const at = (customer: typeof first, minutes: number, number: number) => fresh.owner`
			insert into inquiries (org_id, number, customer_id, subject, active_at)
				values (${owner.orgId}, ${number}, ${customer?.id ?? ''}, 'Fringe', now() + ${minutes} * interval '1 minute')`;
		await at(first, 1, 900_001);
		await at(second, 2, 900_002);
		await at(second, 3, 900_003);
		let lately: string[] = [];
		const { scans, rows } = await cost(async (tx) => {
			lately = (await latelyInTouch(tx, owner, 4)).map(({ id }) => id);
		});
		expect(lately.slice(0, 2)).toEqual([second?.id, first?.id]);
		expect(new Set(lately).size).toBe(4);
		expect(scans).toBe(0);
		expect(rows).toBeLessThanOrEqual(20);
		const next = await asMember(fresh.database, neighbour, (tx) => latelyInTouch(tx, neighbour, 4));
		expect(next.map(({ id }) => id)).not.toContain(second?.id);
		expect(next).toHaveLength(4);
		expect(await asMember(fresh.database, newcomer, (tx) => latelyInTouch(tx, newcomer, 4))).toEqual([]);
	});

	it('so do the suggestions', async () => {
		const { scans, rows } = await cost((tx) => suggestCustomers(tx, owner, '0170 1000037', 6));
		expect(scans).toBe(0);
		expect(rows).toBeLessThanOrEqual(10);
	});
});
