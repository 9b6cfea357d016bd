import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PORTAL_TOKEN_PURPOSE, openPortalToken } from '#hub/customers/portal-token.ts';
import { examine } from '#hub/maintenance/doctor.ts';
import { verifyPassword } from '#hub/people/passwords.ts';
import { openMaintenance, type Maintenance } from '#platform/database/maintenance.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { seed, type SeedReport } from './seed.ts';

let hub: TestInstance;
let maintenance: Maintenance;
let report: SeedReport;
const lines: string[] = [];

beforeAll(async () => {
	hub = await openTestInstance();
	maintenance = openMaintenance(hub.fresh.ownerUrl);
	report = await seed(hub, maintenance, { organizations: 2, customers: 150, messages: 1200 }, (line) =>
		lines.push(line)
	);
});
afterAll(async () => {
	await maintenance.close();
	await hub.close();
});

describe('bulk data for tests of scale', () => {
	test('is as much as was asked for, in each organization', async () => {
		const rows = await hub.fresh.owner`select id,
			(select count(*)::int from customers where org_id = o.id) as customers,
			(select count(*)::int from messages where org_id = o.id) as messages,
			(select count(*)::int from inquiries where org_id = o.id) as inquiries,
			(select count(*)::int from quotes where org_id = o.id) as quotes,
			(select count(*)::int from payments where org_id = o.id) as payments,
			(select count(*)::int from referrals where org_id = o.id) as referrals from organizations o`;
		expect(rows).toHaveLength(2);
		for (const counts of report.organizations) {
			expect(counts).toMatchObject(rows.find((row) => row['id'] === counts.id) ?? {});
			expect(counts).toMatchObject({ customers: 150, messages: 1200 });
			expect(Math.min(counts.inquiries, counts.quotes, counts.payments, counts.referrals)).toBeGreaterThan(0);
		}
		expect(lines).toHaveLength(2);
	});

	test('belongs to one person who can sign in', async () => {
		const [person] = await hub.fresh.owner`select password_hash as hash, (select count(*)::int from members
			where person_id = people.id and role = 'owner') as owned from people where email_normalized = ${report.owner.email}`;
		expect(person?.['owned']).toBe(2);
		expect(await verifyPassword(report.owner.password, person?.['hash'])).toBe(true);
	});

	test('has a portal link for every customer, which opens from its sealed copy', async () => {
		const key = hub.secrets.derive(PORTAL_TOKEN_PURPOSE);
		const rows = await hub.fresh.owner<{ org: string; id: string; sealed: Buffer; hash: Buffer }[]>`
			select org_id as org, id, portal_token_encrypted as sealed, portal_token_hash as hash from customers`;
		for (const { org, id, sealed, hash } of rows) {
			const token = openPortalToken(key, { orgId: org, customerId: id }, sealed);
			const [page] = await hub.database.statement.begin(async (tx) => {
				await tx`set local role hub_customer`;
				return tx`select gate.enter_portal(${hash}) as entered`;
			});
			expect(token).toHaveLength(43);
			expect(page?.['entered']).toBe(true);
		}
		const tokens = report.organizations.flatMap(({ portalUrls }) => portalUrls);
		expect(new Set(tokens).size).toBe(6);
	});

	test('is consistent: cases remember their last message, quotes add up, payments belong to paid quotes', async () => {
		const [wrong] = await hub.fresh.owner`select
			(select count(*)::int from inquiries i where last_direction <> (select direction from messages m
				where m.org_id = i.org_id and m.inquiry_id = i.id order by created_at desc, (direction = i.last_direction) desc limit 1)) as directions,
			(select count(*)::int from inquiries i where status = 'open' and last_direction <> 'inbound') as unanswered,
			(select count(*)::int from quotes q where subtotal_minor <> (select sum(total_minor) from quote_items
				where quote_items.org_id = q.org_id and quote_items.quote_id = q.id)) as sums,
			(select count(*)::int from payments p join quotes q on q.org_id = p.org_id and q.id = p.quote_id
				where q.status not in ('paid', 'refunded') or q.total_minor <> p.amount_minor) as payments,
			(select count(*)::int from messages where created_at > now()) as ahead,
			(select count(*)::int from organizations o where last_case_number <> (select max(number) from inquiries where org_id = o.id)) as numbers`;
		expect(wrong).toEqual({ directions: 0, unanswered: 0, sums: 0, payments: 0, ahead: 0, numbers: 0 });
	});

	test('leaves nothing for the doctor to find', async () => {
		const migrations = join(import.meta.dirname, '../../../db/migrations');
		expect((await examine({ ...hub, maintenance, migrations })).problems).toEqual([]);
	});
});
