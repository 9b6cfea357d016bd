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
	withoutJavaScript
} from '#support/browser.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';

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
afterAll(async () => {
	await browser?.close();
	await app?.stop();
});
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
