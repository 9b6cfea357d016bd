import type { Browser, Page } from 'playwright-core';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { startApp, type App } from '#support/app.ts';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	phone,
	screenshot,
	visit,
	withoutJavaScript
} from '#support/browser.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import type { MemberRole } from '#hub/organizations/actor.ts';
import { joins, person } from '#support/people.ts';
import { openSignedIn } from '#support/signed-in.ts';

let app: App;
let browser: Browser;
let sql: Sql;
let lumi: Whole;
let carla: Whole['customers'][number];
let link: string;

beforeAll(async () => {
	[app, browser] = await Promise.all([startApp(), launchBrowser()]);
	sql = app.fresh.owner;
	lumi = await wholeOrganization(sql, 'Studio Lumi');
	carla = lumi.customers[0] as typeof carla;
	const token = newPortalToken();
	link = `${app.origin}/c/${token}`;
	await sql`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla.id}`;
	await sql`update documents set thumbnail_key = null`;
});
afterAll(() => app?.stop());
beforeEach(async () => {
	await sql`delete from customer_data_requests`;
});

const card = (page: Page) => page.getByRole('region', { name: 'Your privacy', exact: true });
const statuses = async () =>
	(await sql<{ status: string }[]>`select status from customer_data_requests order by requested_at`).map(
		({ status }) => status
	);

describe('a customer', () => {
	for (const [how, open] of [
		['with JavaScript', () => phone(browser)],
		['with JavaScript switched off', () => phone(browser, withoutJavaScript)],
		['at a desk', () => desk(browser)]
	] as const)
		test(`asks to be deleted, sees how it stands, and takes it back: ${how}`, async () => {
			const page = await open();
			await page.goto(link);
			await card(page).getByRole('button', { name: 'Request deletion' }).click();
			await page.getByRole('heading', { name: 'What stays' }).waitFor();
			expect(await statuses(), 'looking asks for nothing').toEqual([]);
			if (how !== 'with JavaScript switched off') await expectAccessible(page);
			await expectNoSidewaysScroll(page);
			await screenshot(page, `deletion-confirm-${how.replaceAll(' ', '-')}`);
			await page.getByRole('button', { name: 'Yes, request deletion' }).dblclick();
			await card(page).getByRole('status').getByText('Deletion in progress').waitFor();
			expect(await card(page).getByRole('button', { name: 'Request deletion' }).count()).toBe(0);
			expect(await statuses()).toEqual(['pending']);
			if (how !== 'with JavaScript switched off') await expectAccessible(page);
			await screenshot(page, `deletion-pending-${how.replaceAll(' ', '-')}`, true);
			// A page that the browser kept cannot ask a second time.
			await page.goBack();
			await page.getByRole('button', { name: 'Yes, request deletion' }).click();
			await card(page).getByText('Deletion in progress').waitFor();
			expect(await statuses()).toEqual(['pending']);
			await card(page).getByRole('button', { name: 'Withdraw my request' }).click();
			await card(page).getByRole('button', { name: 'Request deletion' }).waitFor();
			expect(await statuses()).toEqual(['withdrawn']);
		});
});

/** Somebody of that role, signed in, and her password. */
async function colleague(role: MemberRole) {
	const who = await person(sql, `Robin ${role}`);
	const { memberId } = await joins(sql, who, lumi.orgId, role);
	const cookie = await app.signIn(who);
	return { fetch: app.as(cookie), cookie, memberId, personId: who.id, password: who.password };
}

describe('an owner', () => {
	test('sees the request, holds it, tells why, and deletes with her password and the name', async () => {
		await sql`insert into customer_data_requests (org_id, customer_id, requested_at)
			values (${lumi.orgId}, ${carla.id}, now() - interval '40 days')`;
		const owner = await colleague('owner');
		const page = await openSignedIn({ app, browser }, desk, owner);
		await visit(page, `${app.origin}/settings/privacy`);
		await page.getByText('Overdue').waitFor();
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Carla Customer' }).click();
		await page.getByText('Carla Customer asks to be deleted').waitFor();
		await page.getByRole('button', { name: 'Put on hold' }).click();
		await page.getByRole('textbox', { name: 'Why it waits' }).fill('Until the invoice is paid');
		await page.getByRole('button', { name: 'Keep note' }).click();
		await page.getByText('On hold: Until the invoice is paid').waitFor();
		await screenshot(page, 'deletion-banner');
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Tell the customer why' }).click();
		await expect
			.poll(() => page.getByRole('textbox', { name: 'Subject' }).inputValue())
			.toBe('Your request to be deleted');
		await page.goBack();

		await page.getByRole('button', { name: 'Approve deletion' }).click();
		const dialog = page.getByRole('alertdialog');
		await dialog.getByLabel('Customer’s name').fill('Carl');
		await dialog.getByLabel('Your password').fill(owner.password);
		await screenshot(page, 'deletion-dialog');
		await expectAccessible(page);
		await dialog.getByRole('button', { name: 'Delete for good' }).click();
		await dialog.getByText('This is not the customer’s name').waitFor();
		await dialog.getByLabel('Customer’s name').fill('Carla Customer');
		await dialog.getByLabel('Your password').fill('wrong');
		await dialog.getByRole('button', { name: 'Delete for good' }).click();
		await dialog.getByText('This is not your').waitFor();
		expect((await app.as(null)(link.slice(app.origin.length))).status).toBe(200);
		await dialog.getByLabel('Your password').fill(owner.password);
		await dialog.getByRole('button', { name: 'Delete for good' }).click();
		await page.getByText('The customer is deleted').waitFor();
		await screenshot(page, 'deletion-done');
		await expectAccessible(page);
		expect((await app.as(null)(link.slice(app.origin.length))).status).toBe(404);
		expect(await sql`select from customers where id = ${carla.id}`).toHaveLength(0);
	});

	test('begins one without a request, from the menu, on a phone', async () => {
		const dana = lumi.customers[1]?.id ?? '';
		const page = await openSignedIn({ app, browser }, phone, await colleague('owner'));
		await visit(page, `${app.origin}/customers/${dana}`);
		await page.getByRole('button', { name: 'More actions' }).click();
		await page.getByRole('menuitem', { name: 'Delete for good …' }).click();
		await page.getByRole('alertdialog').getByText('What stays').waitFor();
		await expectNoSidewaysScroll(page);
		await screenshot(page, 'deletion-dialog-phone');
		await page.getByRole('button', { name: 'Cancel' }).click();
		await expect.poll(() => page.url()).not.toContain('erase');
	});
});

describe('for nobody else', () => {
	test.each(['admin', 'manager', 'agent', 'viewer'] as const)('%s: absent and refused', async (role) => {
		const dana = lumi.customers[1]?.id ?? '';
		await sql`insert into customer_data_requests (org_id, customer_id, hold_note) values (${lumi.orgId}, ${dana}, 'For the owner alone')`;
		const who = await colleague(role);
		for (const path of [`/customers/${dana}`, `/customers/${dana}?erase`, '/settings/privacy']) {
			const page = await (await who.fetch(path)).text();
			expect(page).toContain('Dana Customer');
			for (const word of ['Approve deletion', 'Delete for good', 'Put on hold', 'For the owner alone'])
				expect(page, path).not.toContain(word);
		}
		const post = (action: string, fields: Record<string, string>) =>
			who.fetch(`/customers/${dana}?/${action}`, { method: 'POST', body: new URLSearchParams(fields) });
		expect((await post('erase', { name: 'Dana Customer', password: who.password })).status).toBe(403);
		expect((await post('hold', { note: 'Mine' })).status).toBe(403);
		expect(await sql`select from customers where id = ${dana}`).toHaveLength(1);
	});
});
