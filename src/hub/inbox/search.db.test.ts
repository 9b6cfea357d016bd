import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { customer } from '#support/customers.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person } from '#support/people.ts';
import { naughtyStrings, withoutCorpora } from '#support/shared.ts';
import { listCases } from './list.ts';
import { inboxRequest } from './schema.ts';

let fresh: FreshDatabase;
let lumi: string;
let olga: Member;
let nora: Member;
let next = 1;

beforeAll(async () => {
	fresh = await freshDatabase();
	const member = async (name: string, orgId: string, role: Member['role']) =>
		joins(fresh.owner, await person(fresh.owner, name), orgId, role);
	lumi = await organization(fresh.owner, 'Studio Lumi');
	await fresh.owner`update organizations set case_prefix = 'SL' where id = ${lumi}`;
	olga = await member('Olga Owner', lumi, 'owner');
	nora = await member('Nora Neighbour', await organization(fresh.owner, 'Studio Neighbour'), 'owner');
});
afterAll(() => fresh.drop());

/** A case with these messages, the newest of all cases. */
async function newCase(customerName: string, subject: string, messages: string[], deleted = false) {
	const { id: customerId } = await customer(fresh.owner, lumi, customerName);
	const number = next++;
	const at = new Date(Date.UTC(2026, 0, 1, 0, number));
	const [row] = await fresh.owner<{ id: string }[]>`
		insert into inquiries (org_id, number, customer_id, subject, last_direction, active_at, deleted_at)
		values (${lumi}, ${number}, ${customerId}, ${subject}, 'inbound', ${at}, ${deleted ? at : null}) returning id`;
	if (!row) throw new Error('an insert returned no row');
	for (const body of messages)
		await fresh.owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body)
			values (${lumi}, ${row.id}, ${customerId}, 'inbound', 'email', ${body})`;
	return row.id;
}

const list = (actor: Member, query: string, more: Record<string, string> = {}) =>
	asMember(fresh.database, actor, (tx) =>
		listCases(tx, actor, inboxRequest(new URLSearchParams({ q: query, ...more })))
	);
const found = async (query: string, more = {}) =>
	(await list(olga, query, more)).cases.map(({ subject }) => subject);

describe('a search in the inbox', () => {
	beforeAll(async () => {
		await newCase('Mia Wong', 'Balayage for June', [
			'Would Thursday after five work?',
			'A gloss would be lovely.'
		]);
		await newCase('Zoë Übermut', 'Straße 12', ['Ich möchte einen Termin für die Glückwünsche🎉bitte']);
		await newCase('نور الهاشمي', 'قصّة شعر', ['مرحباً، أُريدُ موعداً يوم الخميس؟']);
		await newCase('田中さくら', 'カット', ['木曜日に予約したいです。よろしくお願いします']);
		await newCase('สมหญิง', 'ตัดผม', ['อยากจองวันพฤหัสบดี']);
		await newCase('Ðóra Łukasz', 'Rescue', ['ﬁne hair, ½ price, 98€/h (no "gloss-like" shine)', "don't"]);
		await newCase('Siobhán O\u2019Shea-Murtagh', 'Hawai\u02bbi', ['Ask Conor O\u02bcNeill, or l\u2019Oréal']);
		await newCase('Mia Hidden', 'Thrown away', ['gloss in the bin'], true);
	});

	it.each([
		['gloss', ['Rescue', 'Balayage for June']],
		['GLOSS', ['Rescue', 'Balayage for June']],
		['glos', ['Rescue', 'Balayage for June']],
		['loss', []],
		['gl', []],
		['thursday five', ['Balayage for June']],
		['thursday gloss', []],
		['glos lovely', []],
		['balay', ['Balayage for June']],
		['mia wong', ['Balayage for June']],
		['ubermut', ['Straße 12']],
		['strasse', ['Straße 12']],
		['mochte termin', ['Straße 12']],
		['glückwünsche', ['Straße 12']],
		['bitte', ['Straße 12']],
		['موعد', ['قصّة شعر']],
		['اريد الخميس', ['قصّة شعر']],
		['نور', ['قصّة شعر']],
		['予約', ['カット']],
		['約予', []],
		['木', ['カット']],
		['พฤหัส', ['ตัดผม']],
		['fine', ['Rescue']],
		['98', ['Rescue']],
		["don't", ['Rescue']],
		...["o'shea", 'o\u2019shea', 'oshea', "o'neill", 'o\u2019neill', 'o\u02bcneill', 'neill', "l'oreal"].map(
			(query): [string, string[]] => [query, ['Hawai\u02bbi']]
		),
		["hawai'i", ['Hawai\u02bbi']],
		['SL-000003', ['قصّة شعر']],
		['sl 3', ['قصّة شعر']],
		['YS-000003', []],
		['3', ['قصّة شعر']],
		['nothing like it', []],
		['🎉', []],
		[`' & ! : * ( | \\ <-> "`, []]
	])('finds what it should: %s', async (query, subjects) => {
		expect(await found(query)).toEqual(subjects);
	});

	it('finds after the upgrade what was kept before it under another apostrophe', async () => {
		const sql = (name: string) => readFile(join(import.meta.dirname, '../../../db/migrations', name), 'utf8');
		const earlier = await sql('0095_inbox_search.sql');
		const words = earlier.slice(earlier.indexOf('create function text_words'), earlier.indexOf('comment on'));
		await fresh.owner.unsafe(words.replace('create', 'create or replace'));
		await newCase('Áine D\u2019Arcy\u2013Byrne', 'Kept before', ['With Ciar\u00e1n MacG\u02bcilla']);
		await newCase('N\u00f3ra D\u00b4Alton', 'Kept with an accent', []);
		await fresh.owner`update customers set search_text = ' aine d\u2019arcy\u2013byrne' where name like '%Arcy%'`;
		await fresh.owner`update customers set search_text = ' nora d alton nora@example.com' where name like '%Alton'`;
		for (const query of ["d'arcy-byrne", "d'alton", "macg'illa"])
			expect(await found(query), query).toEqual([]);
		const upgrade = await sql('0330_apostrophes.sql');
		await fresh.owner.begin(async (tx) => {
			await tx`set local role hub_owner`;
			await tx.unsafe(upgrade);
		});
		for (const query of ["d'arcy-byrne", 'd\u2019arcy', 'aine darcy', "macg'illa"])
			expect(await found(query), query).toEqual(['Kept before']);
		for (const query of ["d'alton", 'd\u00b4alton', 'nora@example.com'])
			expect(await found(query), query).toEqual(['Kept with an accent']);
	});

	it('finds a deleted case among the deleted alone', async () => {
		expect(await found('bin')).toEqual([]);
		expect(await found('bin', { view: 'deleted' })).toEqual(['Thrown away']);
		expect(await found('gloss', { view: 'closed' })).toEqual([]);
		expect(await found('gloss', { view: 'needs-reply' })).toHaveLength(2);
		for (const view of ['open', 'unassigned']) expect(await found('gloss', { view })).toHaveLength(2);
		for (const view of ['mine', 'waiting']) expect(await found('gloss', { view })).toHaveLength(0);
	});

	it('finds nothing for the neighbour', async () => {
		for (const query of ['gloss', 'mia', '3', 'balayage'])
			expect((await list(nora, query)).cases).toEqual([]);
	});

	it('answers nobody without a scope, and no portal', async () => {
		const ask = (role: 'hub_member' | 'hub_customer', scope: Record<string, string>) =>
			fresh.database.transaction(
				role,
				scope,
				(tx) =>
					tx`select * from gate.search_cases('gloss', '{gloss}', 'all', ${olga.memberId}, false, null, null, 10)`
			);
		expect(await ask('hub_member', {})).toHaveLength(0);
		expect(await ask('hub_member', { org: lumi })).toHaveLength(2);
		await expect(ask('hub_customer', { org: lumi })).rejects.toMatchObject({ code: '42501' });
	});

	it('shows the place in the message', async () => {
		const [one] = (await list(olga, 'lovel')).cases;
		expect(one?.excerpt).toEqual({ before: '… gloss would be ', hit: 'lovely', after: '.' });
		expect((await list(olga, 'balayage')).cases[0]?.excerpt).toBeNull();
		for (const query of ["o'neill", 'o\u02bcneill'])
			expect((await list(olga, query)).cases[0]?.excerpt?.hit, query).toBe('O');
	});

	it(`is never brought down by what somebody types${withoutCorpora}`, async () => {
		for (const text of naughtyStrings()) await list(olga, text);
	});

	it('takes any message, however it is made', async () => {
		const marks = '\u0300\u0316'.repeat(24_000);
		const han = Array.from({ length: 60_000 }, (_, at) =>
			String.fromCodePoint(0x4e00 + ((at * 7919) % 20_000))
		);
		const began = performance.now();
		await newCase('Long Lara', 'Long', [
			marks,
			'x'.repeat(100_000),
			han.join(''),
			'ﷺ'.repeat(100_000),
			'é'.repeat(100_000),
			Array.from({ length: 14_000 }, (_, at) => `w${at}`).join(' '),
			Array.from({ length: 24_000 }, (_, at) => String.fromCodePoint(0xac00 + (at % 11_172))).join(''),
			''
		]);
		expect(performance.now() - began).toBeLessThan(20_000);
		expect(await found('w13999')).toEqual(['Long']);
	});
});

describe('a search among many', () => {
	beforeAll(async () => {
		await fresh.owner`with cases as (
				insert into inquiries (org_id, number, subject, active_at, last_direction)
				select ${lumi}, 100 + n, 'Case ' || n, timestamptz '2025-01-01' + n * interval '1 minute', 'inbound'
				from generate_series(1, 6000) as n returning org_id, id, number)
			insert into messages (org_id, inquiry_id, direction, channel, body, created_at)
			select org_id, id, 'inbound', 'email', 'everywhere ' || case when number % 2 = 0 then 'even ' else '' end
				|| case when number % 1000 = 0 then 'seldom' else '' end, now() from cases, generate_series(1, 3)`;
		await fresh.owner`vacuum analyze messages, inquiries`;
	});

	/** Rows that a search reads, in whatever way, and how often it reads a whole table. */
	async function rowsRead(query: string): Promise<{ whole: number; read: number }> {
		return asMember(fresh.database, olga, async (tx) => {
			const count = async () => {
				const [row] = await tx<{ whole: number; read: number }[]>`
					select sum(seq_scan)::int as whole, sum(coalesce(idx_tup_fetch, 0))::int as read
					from pg_stat_xact_user_tables where relname in ('messages', 'inquiries')`;
				if (!row) throw new Error('there are no statistics');
				return row;
			};
			const before = await count();
			await listCases(tx, olga, inboxRequest(new URLSearchParams({ q: query })));
			const after = await count();
			return { whole: after.whole - before.whole, read: after.read - before.read };
		});
	}

	it.each(['everywhere', 'even', 'seldom', 'nowhere'])(
		'reads a small part of the messages: %s',
		async (word) => {
			const { whole, read } = await rowsRead(word);
			expect(whole, 'no table is read from end to end').toBe(0);
			// 18,000 messages in 6,000 cases.
			expect(read).toBeLessThan(2_500);
			expect(read).toBeGreaterThan(0);
		}
	);

	it('gives every case once, page by page, and back again', async () => {
		for (const [query, count] of [
			['even', 3000],
			['seldom', 6]
		] as const) {
			const seen = new Set<string>();
			let page = await list(olga, query);
			const firstPage = page.cases.map(({ id }) => id);
			let pages = 1;
			while (page.after && pages < 6) {
				for (const { id } of page.cases) seen.add(id);
				page = await list(olga, query, { after: page.after });
				pages++;
			}
			for (const { id } of page.cases) seen.add(id);
			expect(seen.size).toBe(Math.min(count, 150));
			while (page.before) page = await list(olga, query, { before: page.before });
			expect(page.cases.map(({ id }) => id)).toEqual(firstPage);
		}
	});
});
