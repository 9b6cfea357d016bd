import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { chooseLanguage, languageForm } from './language.ts';

let fresh: FreshDatabase;
let owner: Sql;
let lumi: Whole;
let carla: Whole['customers'][number];
const token = newPortalToken();

beforeAll(async () => {
	fresh = await freshDatabase();
	owner = fresh.owner;
	lumi = await wholeOrganization(owner, 'Studio Lumi');
	[carla] = lumi.customers as [typeof carla];
	await owner`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla.id}`;
});
afterAll(() => fresh?.drop());

const choose = (language: string, given = token) =>
	chooseLanguage(fresh.database, given, languageForm.parse({ language }));
const locales = async () =>
	(await owner`select locale from customers order by id = ${carla.id} desc, id`).map(
		(row) => row['locale'] as unknown
	);

describe('the language that a customer chooses', () => {
	test('is kept for her alone', async () => {
		expect(await locales()).toEqual([null, null]);
		expect(await choose('de')).toBe(true);
		expect(await locales()).toEqual(['de', null]);
		expect(await choose('ar')).toBe(true);
		expect(await locales()).toEqual(['ar', null]);
	});

	test('leaves alone where she speaks it, when the business has noted that', async () => {
		await owner`update customers set locale = 'de-AT' where id = ${carla.id}`;
		expect(await choose('de')).toBe(true);
		expect(await locales()).toEqual(['de-AT', null]);
		expect(await choose('en')).toBe(true);
		expect(await locales()).toEqual(['en', null]);
	});

	test('is one of those that we speak', () => {
		for (const language of ['tlh', 'DE', '', 'en-GB'])
			expect(languageForm.safeParse({ language }).success).toBe(false);
		expect(languageForm.safeParse({ language: 'fr', org_id: lumi.orgId }).success).toBe(false);
	});

	test('cannot be chosen by an unknown link, nor while the portal is off', async () => {
		expect(await choose('fr', newPortalToken())).toBe(false);
		await owner`update organizations set portal_enabled = false`;
		expect(await choose('fr')).toBe(false);
		await owner`update organizations set portal_enabled = true`;
		expect(await locales()).toEqual(['en', null]);
		expect(await choose('fr')).toBe(true);
	});

	test('is all that she may change: nobody else’s, and not her name', async () => {
		const asCustomer = (statement: (sql: Sql) => Promise<unknown>) =>
			owner.begin(async (sql) => {
				await sql`select set_config('hub.org_id', ${lumi.orgId}, true), set_config('hub.customer_id', ${carla.id}, true)`;
				await sql`set local role hub_customer`;
				return statement(sql as unknown as Sql);
			});
		const changed = await asCustomer((sql) => sql`update customers set locale = 'pt' returning id`);
		expect(changed).toEqual([{ id: carla.id }]);
		await expect(asCustomer((sql) => sql`update customers set name = 'Other'`)).rejects.toThrow(
			'permission denied'
		);
	});
});
