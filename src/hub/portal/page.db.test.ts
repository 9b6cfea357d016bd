import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { openDatabase } from '#platform/database/database.ts';
import { connect } from '#platform/postgres/url.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { readPortal, SHOWN, viewAsCustomer } from './page.ts';
import { recordSeen } from './seen.ts';

let fresh: FreshDatabase;
let owner: Sql;
let lumi: Whole;
let neighbour: Whole;
let carla: Whole['customers'][number];
let dana: Whole['customers'][number];
const token = newPortalToken();

beforeAll(async () => {
	fresh = await freshDatabase();
	owner = fresh.owner;
	lumi = await wholeOrganization(owner, 'Studio Lumi');
	neighbour = await wholeOrganization(owner, 'Studio Neighbour');
	[carla, dana] = lumi.customers as [typeof carla, typeof dana];
	await owner`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla.id}`;
});
afterAll(() => fresh?.drop());

const read = (given = token, shown = SHOWN) => readPortal(fresh.database, given, shown);
const olga = (): Member => ({
	kind: 'member',
	orgId: lumi.orgId,
	memberId: lumi.ownerId,
	personId: lumi.personId,
	role: 'owner'
});

describe("a customer's page", () => {
	test('holds what is hers, and nothing of another customer or business', async () => {
		const page = await read();
		expect(page).toMatchObject({
			organization: { name: 'Studio Lumi' },
			customer: { name: 'Carla Customer' },
			case: { subject: 'Carla asks', messages: [{ body: 'Hello Carla' }] },
			documents: [{ name: 'Carla.pdf' }],
			quotes: [{ title: 'Quote for Carla', items: [{ description: 'Cut' }] }],
			payments: [{ amount: 100, quoteTitle: 'Quote for Carla' }]
		});
		expect(JSON.stringify(page)).not.toContain('Dana');
		expect(JSON.stringify(page)).not.toContain('Neighbour');
		const [there] = await owner`select count(*)::int as documents from documents`;
		expect(there?.['documents'], 'the others are there').toBe(4);
		expect([dana.id, neighbour.orgId]).not.toContain(carla.id);
	});

	test('holds no draft, no deleted case and no field that is the business’s own', async () => {
		await owner`update quotes set status = 'draft', number = null where id = ${carla.quoteId}`;
		await owner`update inquiries set deleted_at = now() where id = ${carla.inquiryId}`;
		try {
			const page = await read();
			expect(page).toMatchObject({ quotes: [], case: null });
			expect(page?.payments, 'nor a draft by its payment').toMatchObject([{ quoteTitle: null }]);
		} finally {
			await owner`update quotes set status = 'sent', number = 1 where id = ${carla.quoteId}`;
			await owner`update inquiries set deleted_at = null where id = ${carla.inquiryId}`;
		}
		const text = JSON.stringify(await read());
		for (const word of ['outcome', 'deal', 'assignee', 'hold', 'token', 'object', 'sha256', carla.objectKey])
			expect(text.toLowerCase()).not.toContain(word.toLowerCase());
	});

	test('shows the case that was active last and is not closed', async () => {
		await owner`insert into inquiries (org_id, number, customer_id, subject, active_at) values
			(${lumi.orgId}, 71, ${carla.id}, 'Long ago', now() - interval '1 year'), (${lumi.orgId}, 72, ${carla.id}, 'Just now', now() + interval '1 hour')`;
		expect((await read())?.case?.subject).toBe('Just now');
		await owner`update inquiries set status = 'closed', closed_at = now() where number = 72 and org_id = ${lumi.orgId}`;
		expect((await read())?.case?.subject).toBe('Carla asks');
		await owner`delete from inquiries where number in (71, 72) and org_id = ${lumi.orgId}`;
	});

	test('says when a list goes on', async () => {
		await owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, created_at)
			select ${lumi.orgId}, ${carla.inquiryId}, ${carla.id}, 'inbound', 'email', 'Earlier ' || n, now() - n * interval '1 day' from generate_series(1, 9) n`;
		expect((await read(token, 10))?.more.messages).toBe(false);
		const page = await read(token, 4);
		expect(page?.more.messages).toBe(true);
		expect(page?.case?.messages.map(({ body }) => body)).toEqual([
			'Hello Carla',
			'Earlier 1',
			'Earlier 2',
			'Earlier 3'
		]);
		await owner`delete from messages where body like 'Earlier%'`;
	});

	test('is what the business sees of it through its own scope, and only of its own customers', async () => {
		const seen = await asMember(fresh.database, olga(), (tx) => viewAsCustomer(tx, olga(), carla.id, SHOWN));
		expect(await read()).toEqual({ ...seen, version: expect.any(String) as string });
		const stranger = neighbour.customers[0]?.id ?? '';
		const look = asMember(fresh.database, olga(), (tx) => viewAsCustomer(tx, olga(), stranger, SHOWN));
		await expect(look).rejects.toMatchObject({ refusal: 'not-found' });
	});
});

describe('a link opens nothing', () => {
	test('when it is unknown or malformed', async () => {
		for (const given of [newPortalToken(), '', 'x', `${token}x`, token.slice(1), `${token.slice(0, 42)}%`])
			expect(await read(given)).toBeNull();
	});

	test('when the portal is off; on again, it works', async () => {
		await owner`update organizations set portal_enabled = false where id = ${lumi.orgId}`;
		expect(await read()).toBeNull();
		expect(await recordSeen(fresh.database, token)).toBe(false);
		await owner`update organizations set portal_enabled = true where id = ${lumi.orgId}`;
		expect(await read()).not.toBeNull();
	});
});

test('after the page, the connection sees nothing', async () => {
	const single = openDatabase(fresh.appUrl, { max: 1, prepare: true });
	try {
		for (let turn = 0; turn < 3; turn++) {
			expect(await readPortal(single, token, SHOWN)).not.toBeNull();
			const [left] =
				await single.statement`select scope_org() as org, scope_customer() as customer, current_user <> 'hub_customer' as outside`;
			expect(left).toEqual({ org: null, customer: null, outside: true });
			await expect(single.statement`select from customers`).rejects.toThrow('permission denied');
		}
	} finally {
		await single.close();
	}
});

describe('"seen"', () => {
	const seenAt = async () =>
		(await owner`select portal_seen_at as at from customers where id = ${carla.id}`)[0]?.[
			'at'
		] as Date | null;

	test('is not written by reading the page', async () => {
		await read();
		expect(await seenAt()).toBeNull();
	});

	test('is written for a person, once in two minutes, and for her alone', async () => {
		expect(await recordSeen(fresh.database, token)).toBe(true);
		const first = await seenAt();
		expect(first).toBeInstanceOf(Date);
		await recordSeen(fresh.database, token);
		expect(await seenAt()).toEqual(first);
		await owner`update customers set portal_seen_at = now() - interval '3 minutes' where id = ${carla.id}`;
		await recordSeen(fresh.database, token);
		expect((await seenAt())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? 0);
		const others = await owner`select from customers where portal_seen_at is not null and id <> ${carla.id}`;
		expect(others.length).toBe(0);
	});

	test('is the only thing of her row that her role may write', async () => {
		const scope = { org: lumi.orgId, customer: carla.id };
		const change = fresh.database.transaction(
			'hub_customer',
			scope,
			(tx) => tx`update customers set name = 'Somebody' where id = ${carla.id}`
		);
		await expect(change).rejects.toThrow('permission denied');
		const other = await fresh.database.transaction(
			'hub_customer',
			scope,
			(tx) => tx`update customers set portal_seen_at = now() where id = ${dana.id}`
		);
		expect(other.count).toBe(0);
	});
});

test('the page costs the same among few customers and among many', async () => {
	/** Buffers touched, and the tables that were read from end to end, as PostgreSQL itself tells. */
	const cost = async (): Promise<{ buffers: number; scanned: string[] }> => {
		const plans: string[] = [];
		const sql = connect(fresh.ownerUrl, {
			max: 1,
			onnotice: (notice) => plans.push(notice['message'] ?? '')
		});
		try {
			const page = () => sql`select portal_page(${hashPortalToken(token)}, ${SHOWN})`;
			await page();
			await page();
			await sql.unsafe(`load 'auto_explain'; set client_min_messages = log; set auto_explain.log_min_duration = 0;
				set auto_explain.log_nested_statements = on; set auto_explain.log_analyze = on; set auto_explain.log_buffers = on`);
			await page();
		} finally {
			await sql.end();
		}
		const whole = plans.find((plan) => plan.includes('Query Text: select portal_page')) ?? '';
		const scanned = plans.flatMap((plan) =>
			[...plan.matchAll(/Seq Scan on (\w+)/g)].map((match) => match[1] ?? '')
		);
		return { buffers: Number(/shared hit=(\d+)/.exec(whole)?.[1]), scanned };
	};
	const more = async (from: number, to: number) => {
		await owner.unsafe(`
			insert into organizations (id, name, inbound_address) select md5('o' || n)::uuid, 'Studio ' || n, 'many-' || n || '@in.example' from generate_series(${from}, ${to}) n;
			insert into customers (org_id, id, name, search_text, portal_token_hash, portal_token_encrypted)
				select md5('o' || n)::uuid, md5('c' || n || '-' || c)::uuid, 'Somebody', 'somebody', sha256((n || '-' || c)::bytea), '\\x00' from generate_series(${from}, ${to}) n, generate_series(1, 20) c;
			insert into inquiries (org_id, id, number, customer_id, subject) select org_id, id, row_number() over (partition by org_id), id, 'Something' from customers where name = 'Somebody' on conflict do nothing;
			insert into messages (org_id, inquiry_id, customer_id, direction, channel, body) select org_id, id, customer_id, 'inbound', 'email', 'Hello' from inquiries where subject = 'Something';
			insert into quotes (org_id, number, customer_id, title, status, currency) select org_id, 1000 + row_number() over (partition by org_id), id, 'Offer', 'sent', 'EUR' from customers where name = 'Somebody' on conflict do nothing;
			analyze`);
	};
	await more(1, 150);
	const few = await cost();
	await more(151, 900);
	const many = await cost();
	expect(few.buffers, 'the plan was read').toBeGreaterThan(10);
	// Six times as many: a tree of the index may have grown by a level here and there.
	expect(many.buffers).toBeLessThan(few.buffers * 1.4);
	const large = ['organizations', 'customers', 'inquiries', 'messages', 'quotes'];
	expect(
		many.scanned.filter((table) => large.includes(table)),
		'no large table is read from end to end'
	).toEqual([]);
}, 60_000);
