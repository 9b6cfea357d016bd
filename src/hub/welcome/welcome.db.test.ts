import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, asWorker, type Member } from '#hub/organizations/actor.ts';
import { foundOrganization } from '#hub/organizations/founding.ts';
import { industries } from '#hub/organizations/schema.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, person, testHub } from '#support/people.ts';
import { beginnings } from './beginnings.ts';
import { readStep, stepAfter, steps } from './schema.ts';
import { beginBusiness, endWelcome, welcomeStanding } from './welcome.ts';

let fresh: FreshDatabase;
let olga: Member;
let agent: Member;

beforeAll(async () => {
	fresh = await freshDatabase();
	const hub = testHub(fresh.database);
	const founded = await asWorker(fresh.database, null, (tx) =>
		foundOrganization(
			hub,
			tx,
			{ name: 'Studio Lumi', industry: 'salon', currency: 'EUR', locale: 'en', timeZone: 'UTC' },
			{ email: 'olga@lumi.example', name: 'Olga Owner', passwordHash: null, mayExist: false }
		)
	);
	if (!founded) throw new Error('not founded');
	olga = { kind: 'member', role: 'owner', ...founded };
	agent = await joins(fresh.owner, await person(fresh.owner, 'Ada Agent'), founded.orgId, 'agent');
});
afterAll(() => fresh.drop());

const standing = (actor = olga) => asMember(fresh.database, actor, (tx) => welcomeStanding(tx, actor));
const begin = (industry: keyof typeof industries) =>
	asMember(fresh.database, olga, (tx) =>
		beginBusiness(testHub(fresh.database), tx, olga, {
			industry,
			timeZone: 'Europe/Berlin',
			locale: 'en-IE',
			currency: 'EUR',
			casePrefix: 'SL'
		})
	);

describe('somebody who has founded an organization', () => {
	it('is shown around, which no agent is', async () => {
		expect(await standing()).toEqual({
			settingUp: true,
			hasLogo: false,
			replies: 0,
			templates: 0,
			customerId: null
		});
		await expect(standing(agent)).rejects.toMatchObject({ refusal: 'forbidden' });
	});

	it('begins with saved replies and services of her industry, once', async () => {
		await begin('photographer');
		expect(await standing()).toMatchObject({
			replies: beginnings.photographer.replies.length,
			templates: beginnings.photographer.services.length
		});
		await begin('salon');
		expect(await standing()).toMatchObject({ replies: beginnings.photographer.replies.length });
	});

	it('is left alone once she has seen it', async () => {
		await expect(asMember(fresh.database, agent, (tx) => endWelcome(tx, agent))).rejects.toMatchObject({
			refusal: 'forbidden'
		});
		expect((await standing()).settingUp).toBe(true);
		await asMember(fresh.database, olga, (tx) => endWelcome(tx, olga));
		expect((await standing()).settingUp).toBe(false);
	});
});

describe('the steps', () => {
	it('follow one another, and an address that names none is the first', () => {
		expect(steps.map(stepAfter)).toEqual(['brand', 'customer', 'share', null]);
		expect([readStep('share'), readStep('nowhere'), readStep(null)]).toEqual([
			'share',
			'business',
			'business'
		]);
	});
});

describe('what an industry begins with', () => {
	it('is there for each one, with placeholders that are filled in', () => {
		for (const industry of Object.keys(industries) as (keyof typeof industries)[]) {
			const { replies, services } = beginnings[industry];
			expect(services.length, industry).toBeGreaterThan(2);
			for (const { body } of replies) expect(body).toMatch(/^Hello \{first name\},\n/);
		}
	});
});
