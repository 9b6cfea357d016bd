import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { customer } from '#support/customers.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person } from '#support/people.ts';
import { changeBusiness, findBusiness } from './business.ts';
import { businessForm, type Business } from './schema.ts';

let fresh: FreshDatabase;
let lumi: string;
let olga: Member;
let agent: Member;
const wanted: Business = {
	industry: 'photographer',
	timeZone: 'Europe/Berlin',
	locale: 'de-AT',
	currency: 'CHF',
	casePrefix: 'FOTO'
};

beforeAll(async () => {
	fresh = await freshDatabase();
	lumi = await organization(fresh.owner, 'Studio Lumi');
	olga = await joins(fresh.owner, await person(fresh.owner, 'Olga Owner'), lumi, 'owner');
	agent = await joins(fresh.owner, await person(fresh.owner, 'Ada Agent'), lumi, 'agent');
});
afterAll(() => fresh.drop());

const change = (actor: Member, it: Business) =>
	asMember(fresh.database, actor, (tx) => changeBusiness(tx, actor, it));
const found = async () => (await asMember(fresh.database, olga, (tx) => findBusiness(tx, olga))).business;
const openCase = async (number: number): Promise<string> => {
	const { id } = await customer(fresh.owner, lumi, 'Mia Wong');
	const [row] = await fresh.owner<{ id: string; prefix: string }[]>`
		insert into inquiries (org_id, number, customer_id, subject) values (${lumi}, ${number}, ${id}, 'Colour') returning id, prefix`;
	return `${row?.id} ${row?.prefix}`;
};

describe('the business in Settings', () => {
	it('is changed by its owner, and by no agent', async () => {
		await change(olga, wanted);
		expect(await found()).toMatchObject(wanted);
		await expect(change(agent, { ...wanted, timeZone: 'UTC' })).rejects.toMatchObject({
			refusal: 'forbidden'
		});
		expect((await found()).timeZone).toBe('Europe/Berlin');
	});

	it('keeps the number of each case as it was opened, whatever letters come later (W2)', async () => {
		const [id = '', before] = (await openCase(1)).split(' ');
		expect(before).toBe('FOTO');
		await change(olga, { ...wanted, casePrefix: 'SL' });
		const [row] = await fresh.owner`select prefix from inquiries where id = ${id}`;
		expect(row?.['prefix']).toBe('FOTO');
		expect((await openCase(2)).split(' ')[1]).toBe('SL');
		await expect(fresh.owner`update inquiries set prefix = 'XX' where id = ${id}`).rejects.toThrow(
			'never changes'
		);
		await expect(fresh.owner`update inquiries set number = 99 where id = ${id}`).rejects.toThrow(
			'never changes'
		);
	});

	it('keeps its currency once amounts are written down in it', async () => {
		await change(olga, { ...wanted, currency: 'EUR' });
		await fresh.owner`update inquiries set status = 'closed', outcome = 'won', closed_at = now(), deal_value_minor = 100
			where org_id = ${lumi} and number = 1`;
		await expect(change(olga, { ...wanted, currency: 'USD' })).rejects.toMatchObject({
			refusal: 'invalid',
			fields: { currency: expect.stringContaining('EUR') as string }
		});
		await change(olga, { ...wanted, currency: 'EUR', timeZone: 'Asia/Tokyo' });
		expect((await found()).timeZone).toBe('Asia/Tokyo');
	});
});

describe('its form', () => {
	it('refuses what is no time zone, language, currency or letters, each by its field', () => {
		const refused = businessForm.safeParse({
			...wanted,
			timeZone: 'Mars/Olympus',
			locale: 'klingon!',
			currency: 'EURO',
			casePrefix: 'Ä1'
		});
		expect([...new Set(refused.error?.issues.map(({ path }) => path[0]))].sort()).toEqual([
			'casePrefix',
			'currency',
			'locale',
			'timeZone'
		]);
	});

	it('takes letters in any case', () => {
		expect(businessForm.parse({ ...wanted, casePrefix: ' ys ' }).casePrefix).toBe('YS');
	});
});
