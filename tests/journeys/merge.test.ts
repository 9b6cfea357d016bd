import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedApp, type RunningApp } from '#support/app.ts';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	phone,
	screenshot,
	visit
} from '#support/browser.ts';
import { salon, upload, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';

let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
});
afterAll(() => app?.stop());

const form = (fields: Record<string, string>): RequestInit => ({
	method: 'POST',
	body: new URLSearchParams(fields),
	headers: { accept: 'text/html' }
});

/** A salon whose Carla and Dana are one person: two addresses, one number written in two ways. */
async function twice(name: string) {
	const lumi = await salon(app, name);
	const [carla, dana] = lumi.customers;
	if (!carla || !dana) throw new Error('the salon has two customers');
	for (const [who, email, number, wishes] of [
		[carla, 'carla@example.com', '+49 170 1234567', 'Oat milk'],
		[dana, 'dana@work.example', '0170 1234567', 'No perfume']
	] as const) {
		const fields = { name: who.name, email, phone: number, address: '', locale: '', anyway: 'yes' };
		const edit = await (await lumi.owner.fetch(`/customers/${who.id}/edit`)).text();
		const version = /name="version" value="([^"]+)"/.exec(edit)?.[1] ?? '';
		await lumi.owner.fetch(`/customers/${who.id}/edit`, form({ ...fields, id: who.id, version }));
		await app.fresh.owner`update customers set preferences = ${wishes} where id = ${who.id}`;
	}
	await app.fresh.owner`insert into inquiries (org_id, number, customer_id, subject)
		values (${lumi.orgId}, 1, ${dana.id}, 'A cut on Friday'), (${lumi.orgId}, 2, ${dana.id}, 'Colour')`;
	await upload(lumi.owner, dana.id, 'a plan', { name: 'plan.txt' });
	return { lumi, carla, dana };
}

const signedIn = (open: typeof desk, lumi: Salon): Promise<Page> =>
	openSignedIn({ app, browser }, open, lumi.owner);
const behind = async (token: string) => {
	const response = await app.as(null)(`/c/${token}`);
	return response.status === 200 ? /Carla|Dana/.exec(await response.text())?.[0] : response.status;
};

describe.each([
	['at her desk', desk],
	['on her phone', phone]
] as const)('an owner %s', (where, open) => {
	it('merges two customers who are one person, sees what it did, and takes it back', async () => {
		const { lumi, carla, dana } = await twice(`Studio ${where}`);
		const page = await signedIn(open, lumi);
		await visit(page, `${app.origin}/customers/${carla.id}`);
		await page.getByRole('button', { name: 'More actions' }).click();
		await page.getByRole('menuitem', { name: 'Merge with …' }).click();
		await page.getByRole('region', { name: 'Perhaps the same person' }).getByText('Dana Customer').waitFor();
		await page.getByRole('searchbox', { name: 'Name, email or phone' }).fill('dana@work');
		await page.getByRole('button', { name: 'Search', exact: true }).click();
		await page.getByRole('list', { name: 'Found' }).getByRole('link', { name: 'Dana Customer' }).waitFor();
		await expectAccessible(page);
		await expectNoSidewaysScroll(page);
		await screenshot(page, `merge-candidates-${where}`, true);
		await page.getByRole('list', { name: 'Found' }).getByRole('link', { name: 'Dana Customer' }).click();

		await page.getByRole('heading', { level: 1, name: 'Merge Dana Customer into Carla Customer' }).waitFor();
		await page.getByText('2 cases with all messages and 1 file').waitFor();
		await page.getByRole('group', { name: 'Main email address' }).getByLabel('dana@work.example').check();
		await expectAccessible(page);
		await expectNoSidewaysScroll(page);
		await screenshot(page, `merge-preview-${where}`, true);
		await page.getByRole('button', { name: 'Merge', exact: true }).click();

		await page.waitForURL(`**/customers/${carla.id}`);
		await page.getByText('Merged with Dana Customer').waitFor();
		await page.getByRole('region', { name: 'Cases' }).getByText('A cut on Friday').waitFor();
		const details = page.getByRole('region', { name: 'Details' });
		await details.getByRole('link', { name: 'carla@example.com' }).waitFor();
		await page.getByText('No perfume').waitFor();
		await details.getByRole('button', { name: 'Take carla@example.com away' }).click();
		await page.getByRole('alertdialog').getByRole('button', { name: 'Take away' }).click();
		await details.getByRole('link', { name: 'carla@example.com' }).waitFor({ state: 'detached' });
		await expectAccessible(page);
		await expectNoSidewaysScroll(page);
		await screenshot(page, `merged-${where}`, true);
		expect([await behind(carla.token), await behind(dana.token)]).toEqual(['Carla', 'Carla']);
		await page.goto(`${app.origin}/customers/${dana.id}`);
		await page.waitForURL(`**/customers/${carla.id}`);

		await page.locator('html[data-ready]').waitFor({ state: 'attached' });
		await page.getByRole('button', { name: 'Undo', exact: true }).click();
		await page.getByText('They are two customers again').waitFor();
		await page.getByText('Merged with Dana Customer').waitFor({ state: 'detached' });
		expect([await behind(carla.token), await behind(dana.token)]).toEqual(['Carla', 'Dana']);
		await visit(page, `${app.origin}/customers/${dana.id}`);
		await page.getByRole('region', { name: 'Cases' }).getByText('A cut on Friday').waitFor();
	});
});

it('merging and undoing is refused to an agent and a viewer, and a neighbour finds nobody, though all fields are right', async () => {
	const { lumi, carla, dana } = await twice('Studio Lumi');
	const neighbour = await salon(app, 'Studio Neighbour');
	const page = `/customers/${carla.id}/merge`;
	const preview = `${page}?with=${dana.id}`;
	for (const [role, asked] of [
		['agent', await lumi.colleague('agent')],
		['viewer', await lumi.colleague('viewer')]
	] as const) {
		expect((await asked.fetch(preview)).status, role).toBe(403);
		expect((await asked.fetch(page, form({ merged: dana.id }))).status, role).toBe(403);
	}
	expect((await neighbour.owner.fetch(preview)).status).toBe(404);
	expect((await neighbour.owner.fetch(page, form({ merged: dana.id }))).status).toBe(404);
	const theirs = neighbour.customers[0]?.id ?? '';
	expect((await lumi.owner.fetch(`${page}?with=${theirs}`)).status).toBe(404);
	expect((await lumi.owner.fetch(page, form({ merged: theirs }))).status).toBe(404);

	expect((await lumi.owner.fetch(page, form({ merged: dana.id }))).status).toBe(303);
	expect((await lumi.owner.fetch(page, form({ merged: dana.id }))).status, 'pressed twice').toBe(303);
	const [merge] = await app.fresh.owner<
		{ id: string }[]
	>`select id from customer_merges where merged_id = ${dana.id}`;
	const undo = form({ merge: merge?.id ?? '', merged: dana.id });
	const address = `/customers/${carla.id}?/undoMerge`;
	expect((await neighbour.owner.fetch(address, undo)).status).toBe(404);
	expect((await (await lumi.colleague('agent')).fetch(address, undo)).status).toBe(403);
	expect(await behind(dana.token)).toBe('Carla');
	expect((await lumi.owner.fetch(address, undo)).status).toBe(200);
	expect(await behind(dana.token)).toBe('Dana');
});
