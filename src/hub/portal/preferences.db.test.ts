import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { asCustomer } from '#hub/organizations/actor.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { testHub } from '#support/people.ts';
import { readPortal } from './page.ts';
import { preferencesForm, savePreferencesAsCustomer } from './preferences.ts';

let fresh: FreshDatabase;
let lumi: Whole;
let carla: Whole['customers'][number];
let dana: Whole['customers'][number];
const token = newPortalToken();

beforeAll(async () => {
	fresh = await freshDatabase();
	lumi = await wholeOrganization(fresh.owner, 'Studio Lumi');
	[carla, dana] = lumi.customers as [typeof carla, typeof dana];
	await fresh.owner`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla.id}`;
});
afterAll(() => fresh.drop());
beforeEach(async () => {
	await fresh.owner`update customers set preferences = '', preferences_updated_at = null`;
	await fresh.owner`update organizations set portal_enabled = true`;
});

const page = async () => (await readPortal(fresh.database, token, 30))?.preferences;
const save = (preferences: string, version: string, by = token) =>
	savePreferencesAsCustomer(testHub(fresh.database), by, preferencesForm.parse({ preferences, version }));
const versionNow = async () => (await page())?.version ?? '';

describe("a customer's preferences", () => {
	it('are saved as she wrote them, with the moment', async () => {
		expect(await page()).toMatchObject({ text: '', updatedAt: null });
		const saved = await save('حساسية من اللاتكس 🌸\r\nTea, please', await versionNow());
		expect(saved?.overwritten).toBeNull();
		expect(await page()).toMatchObject({
			text: 'حساسية من اللاتكس 🌸\nTea, please',
			version: saved?.version
		});
		expect((await page())?.updatedAt).not.toBeNull();
	});

	it('are saved once, however often they are sent: the second time changes nothing, not even the moment', async () => {
		const version = await versionNow();
		await save('Tea', version);
		const first = await page();
		expect(await save('Tea', version)).toEqual({ version: first?.version, overwritten: null });
		expect(await page()).toEqual(first);
	});

	it('are those of the last write, which is told what it wrote over', async () => {
		const both = await versionNow();
		await save('Tea', both);
		expect(await save('Coffee', both)).toMatchObject({ overwritten: 'Tea' });
		expect(await page()).toMatchObject({ text: 'Coffee' });
		expect(await save('Water', await versionNow()), 'who has seen it is told nothing').toMatchObject({
			overwritten: null
		});
	});

	it('of two writes at one moment, one is told of the other, and nothing is lost unseen', async () => {
		const both = await versionNow();
		const texts = Array.from({ length: 12 }, (_, index) => `From tab ${index}`);
		const told = await Promise.all(texts.map((text) => save(text, both)));
		const shown = told.map((one) => one?.overwritten).filter((text) => text !== null);
		expect([...shown, (await page())?.text].sort()).toEqual([...texts].sort());
	});

	it('may have 2,000 characters as the database counts them, and no more', async () => {
		const version = await versionNow();
		const flowers = '🌸'.repeat(2000);
		await save(flowers, version);
		expect((await page())?.text).toBe(flowers);
		expect(preferencesForm.safeParse({ preferences: `${flowers}🌸`, version }).success).toBe(false);
	});

	it('keep no portal link that she pastes', async () => {
		await save(`My page: https://hub.example/c/${token}`, await versionNow());
		expect((await page())?.text).toBe(`My page: https://hub.example/c/${'x'.repeat(43)}`);
	});

	it('are answered like any unknown link while the portal is off', async () => {
		const version = await versionNow();
		await fresh.owner`update organizations set portal_enabled = false`;
		expect(await save('Tea', version)).toBeNull();
		expect(await save('Tea', version, newPortalToken())).toBeNull();
		const rows = await fresh.owner`select preferences from customers where id = ${carla.id}`;
		expect(rows).toEqual([{ preferences: '' }]);
	});

	it('are all of her row that she can write, but for her language, and her row the only one', async () => {
		const as = { kind: 'customer', orgId: lumi.orgId, customerId: carla.id } as const;
		for (const column of [
			'name',
			'email',
			'email_normalized',
			'phone',
			'address',
			'search_text',
			'created_at'
		])
			await expect(
				asCustomer(fresh.database, as, (tx) => tx`update customers set ${tx(column)} = ${tx(column)}`),
				column
			).rejects.toThrow(/permission denied/);
		const changed = await asCustomer(
			fresh.database,
			as,
			(tx) => tx`update customers set preferences = 'mine' where id = ${dana.id}`
		);
		expect(changed.count).toBe(0);
		expect(await fresh.owner`select preferences from customers where id = ${dana.id}`).toEqual([
			{ preferences: '' }
		]);
	});

	it('bring desks and her other tabs up to date', async () => {
		const heard: string[] = [];
		const { unlisten } = await fresh.owner.listen('hub', (text) => heard.push(text));
		await save('Tea', await versionNow());
		await expect
			.poll(() => heard.map((text) => JSON.parse(text) as Record<string, unknown>))
			.toContainEqual(expect.objectContaining({ kind: 'page', org: lumi.orgId, customer: carla.id }));
		expect(heard.join(), 'and tell nothing that she wrote').not.toContain('Tea');
		await unlisten();
	});
});
