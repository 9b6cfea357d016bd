import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPortalToken } from '#hub/customers/portal-token.ts';
import { examine } from '#hub/maintenance/doctor.ts';
import { roles } from '#hub/organizations/actor.ts';
import { verifyPassword } from '#hub/people/passwords.ts';
import { openMaintenance, type Maintenance } from '#platform/database/maintenance.ts';
import { detectType } from '#platform/file-types/detect.ts';
import { isAddress } from '#platform/forms/text.ts';
import { readWhole } from '#platform/storage/storage.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { makeDemoOrganization, type DemoOrganization } from './demo.ts';
import { isEmptyDatabase } from './unfinished.ts';

let hub: TestInstance;
let maintenance: Maintenance;
/** Comes after one whose process was killed half way. */
let demo: DemoOrganization;
/** What stood in the database at first, and after the killed one. */
const found: Record<string, unknown>[] = [];
const migrations = join(import.meta.dirname, '../../../db/migrations');

beforeAll(async () => {
	hub = await openTestInstance({ ORIGIN: 'https://hub.example.com' });
	maintenance = openMaintenance(hub.fresh.ownerUrl);
	const look = async () => {
		const [counted] = await hub.fresh.owner`select
			(select count(*)::int from organizations) as organizations, (select count(*)::int from people) as people`;
		return { ...counted, empty: await isEmptyDatabase(maintenance) };
	};
	found.push(await look());
	const broken = { ...hub, storage: failingAfter(hub, 5) };
	await expect(makeDemoOrganization(broken, maintenance)).rejects.toThrow('the power went');
	found.push(await look());
	demo = await makeDemoOrganization(hub, maintenance);
});
afterAll(async () => {
	await maintenance.close();
	await hub.close();
});

describe('a demo whose process was killed half way', () => {
	test('does not count as an organization, and is gone with its files after the next one', async () => {
		expect(found).toEqual([
			{ organizations: 0, people: 0, empty: true },
			{ organizations: 1, people: 5, empty: true }
		]);
		expect(await isEmptyDatabase(maintenance)).toBe(false);
		const [after] = await hub.fresh.owner`select
			(select array_agg(id) from organizations) as organizations, (select count(*)::int from people) as people`;
		expect(after).toEqual({ organizations: [demo.organization.id], people: 5 });
		const report = await examine({ ...hub, maintenance, migrations });
		expect(report.problems).toEqual([]);
		// Each document, the small pictures, the logo.
		expect(report.objects).toBe((report.documents ?? 0) + 7 + 1);
	});
});

describe('a demo organization', () => {
	test('has one member for each role, who signs in with the printed password', async () => {
		expect(demo.members.map(({ role }) => role)).toEqual([...roles]);
		for (const { email, password } of demo.members) {
			const [person] = await hub.fresh
				.owner`select password_hash as hash from people where email_normalized = ${email}`;
			expect(await verifyPassword(password, person?.['hash'])).toBe(true);
			expect(await verifyPassword(`${password}x`, person?.['hash'])).toBe(false);
			expect(isAddress(email)).toBe(true);
		}
	});

	test('names customers whose portal links open their own portal', async () => {
		expect(demo.customers.length).toBeGreaterThanOrEqual(3);
		for (const { id, name, email, portalUrl } of demo.customers) {
			expect(portalUrl).toMatch(/^https:\/\/hub\.example\.com\/c\/[A-Za-z0-9_-]{43}$/);
			const [row] = await hub.fresh.owner`select id, name, email from customers
				where portal_token_hash = ${hashPortalToken(portalUrl.split('/c/')[1] ?? '')}`;
			expect(row).toEqual({ id, name, email });
		}
	});

	test('gives its first customer an open case, quotes, payments, documents and referrals', async () => {
		const [first] = demo.customers;
		const [has] = await hub.fresh.owner`select
			(select count(*)::int from inquiries where customer_id = ${first?.id ?? ''} and status = 'open') as open_cases,
			(select count(*)::int from messages where customer_id = ${first?.id ?? ''}) as messages,
			(select array_agg(distinct status order by status) from quotes where customer_id = ${first?.id ?? ''}) as quotes,
			(select count(*)::int from payments where customer_id = ${first?.id ?? ''}) as payments,
			(select count(*)::int from documents where customer_id = ${first?.id ?? ''}) as documents,
			(select count(*)::int from referrals where referrer_id = ${first?.id ?? ''} and credited_at is not null) as credited,
			(select count(*)::int from customer_data_requests) as requests`;
		expect(has).toMatchObject({ open_cases: 1, payments: 3, documents: 7, credited: 1, requests: 0 });
		expect(has?.['messages']).toBeGreaterThan(40);
		expect(has?.['quotes']).toEqual(['declined', 'invoiced', 'paid', 'sent']);
	});

	test('shares none of these with another customer that it names', async () => {
		const [first, ...others] = demo.customers;
		const ids = others.map(({ id }) => id);
		const tied = await hub.fresh.owner`select from referrals
			where referrer_id = ${first?.id ?? ''} and friend_id = any (${ids})`;
		expect(tied).toHaveLength(0);
		const titles = await hub.fresh.owner<{ text: string; mine: boolean }[]>`
			select name as text, customer_id = ${first?.id ?? ''} as mine from documents
			union select title, customer_id = ${first?.id ?? ''} from quotes
			union select subject, customer_id = ${first?.id ?? ''} from inquiries
			union select body, customer_id = ${first?.id ?? ''} from messages`;
		const mine = new Set(titles.filter((row) => row.mine).map((row) => row.text));
		expect(mine.size).toBeGreaterThan(50);
		expect(
			titles.filter((row) => !row.mine && (mine.has(row.text) || /Orla|Fitzgerald/.test(row.text)))
		).toEqual([]);
	});

	test('lies wholly in the past, each case in order', async () => {
		const [ahead] = await hub.fresh.owner<{ count: number }[]>`select (
			(select count(*) from messages where created_at > now()) + (select count(*) from inquiries where active_at > now()) +
			(select count(*) from quotes where greatest(created_at, sent_at, decided_at, paid_at) > now()) +
			(select count(*) from documents where greatest(created_at, first_opened_at) > now()))::int as count`;
		expect(ahead?.count).toBe(0);
		const odd = await hub.fresh.owner`select subject from inquiries i where
			created_at > active_at or closed_at < active_at - interval '1 day'
			or last_direction <> (select direction from messages m where m.inquiry_id = i.id order by created_at desc limit 1)`;
		expect(odd).toEqual([]);
	});

	test('numbers cases and quotes on from its last ones', async () => {
		const [numbers] = await hub.fresh.owner`select case_prefix, last_case_number, last_quote_number,
			(select max(number) from inquiries) as cases, (select max(number) from quotes) as quotes from organizations`;
		expect(numbers).toMatchObject({ case_prefix: 'SL' });
		expect(numbers?.['last_case_number']).toBe(numbers?.['cases']);
		expect(numbers?.['last_quote_number']).toBe(numbers?.['quotes']);
	});

	test('has files that are what their names say', async () => {
		const files = await hub.fresh.owner<{ name: string; key: string; type: string }[]>`
			select name, object_key as key, content_type as type from documents`;
		const types: Record<string, string> = {
			jpg: 'image/jpeg',
			png: 'image/png',
			webp: 'image/webp',
			pdf: 'application/pdf',
			zip: 'application/zip'
		};
		for (const { name, key, type } of files) {
			const bytes = await readWhole(hub.storage, key, 5_000_000);
			expect((await detectType(bytes.subarray(0, 4100), name)).type, name).toBe(type);
			expect(type, name).toBe(types[name.split('.').pop() ?? '']);
		}
		expect(new Set(files.map(({ type }) => type)).size).toBe(5);
	});

	test('shows small pictures of its pictures at once', async () => {
		const pictures = await hub.fresh.owner<{ key: string | null }[]>`
			select thumbnail_key as key from documents where category = 'image'`;
		expect(pictures).toHaveLength(7);
		for (const { key } of pictures)
			expect((await readWhole(hub.storage, key ?? '', 200_000)).length).toBeGreaterThan(1000);
	});

	test('leaves nothing for the doctor to find', async () => {
		expect((await examine({ ...hub, maintenance, migrations })).problems).toEqual([]);
	});
});

describe('a second demo', () => {
	let second: DemoOrganization;
	beforeAll(async () => {
		second = await makeDemoOrganization(hub, maintenance);
	});

	test('is another organization with other addresses, numbers and passwords', () => {
		const marks = (one: DemoOrganization) => [
			one.organization.id,
			one.organization.inboundAddress,
			...one.members.flatMap(({ email, password }) => [email, password]),
			...one.customers.flatMap(({ id, email, portalUrl }) => [id, email, portalUrl])
		];
		const seen = new Set(marks(demo));
		expect(marks(second).filter((mark) => seen.has(mark))).toEqual([]);
	});
});

/** The store of a process that dies with its `count`-th file. */
function failingAfter(instance: TestInstance, count: number): TestInstance['storage'] {
	let left = count;
	return new Proxy(instance.storage, {
		get(store, name: keyof TestInstance['storage']) {
			if (name === 'put' && left-- <= 0) return () => Promise.reject(new Error('the power went'));
			const member: unknown = store[name];
			return typeof member === 'function' ? (member.bind(store) as unknown) : member;
		}
	});
}
