import type { Browser } from 'playwright-core';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { sharedApp, type RunningApp } from '#support/app.ts';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	phone,
	withoutJavaScript
} from '#support/browser.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';

let app: RunningApp;
let browser: Browser;
let sql: Sql;
let carla: Whole['customers'][number];
let link: string;

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	sql = app.fresh.owner;
	const lumi = await wholeOrganization(sql, 'Studio Lumi');
	carla = lumi.customers[0] as typeof carla;
	const token = newPortalToken();
	link = `${app.origin}/c/${token}`;
	await sql`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla.id}`;
	// Decided, so that it is not the one that waits and is open from the start.
	await sql`update quotes set status = 'accepted' where org_id = ${lumi.orgId}`;
	// No picture of it lies in storage.
	await sql`update documents set thumbnail_key = null where org_id = ${lumi.orgId}`;
});
afterAll(() => app?.stop());

const seen = async () =>
	(await sql`select portal_seen_at as at from customers where id = ${carla.id}`)[0]?.['at'] as Date | null;

describe('a customer opens her link', () => {
	for (const [place, open] of [
		['on a phone', phone],
		['at a desk', desk]
	] as const)
		for (const colorScheme of ['light', 'dark'] as const)
			test(`${place}, ${colorScheme}: everybody can read it`, async () => {
				const page = await open(browser, { colorScheme });
				await page.goto(link);
				await expectAccessible(page);
				await expectNoSidewaysScroll(page);
			});

	test('and finds what is hers, with JavaScript switched off', async () => {
		const page = await phone(browser, withoutJavaScript);
		await page.goto(link);
		await page.getByRole('heading', { name: 'Hello Carla' }).waitFor();
		const region = (name: string) => page.getByRole('region', { name, exact: true });
		await region('Messages').getByText('Hello Carla').waitFor();
		expect(await region('Files for you').getByRole('listitem').getByRole('button').count()).toBe(1);
		await region('Quotes').getByText('Quote for Carla').click();
		await region('Quotes').getByText('Cut', { exact: true }).waitFor();
		expect(await region('Receipts').getByRole('listitem').count()).toBe(1);
	});

	test('and reads each day once, whether earlier messages are folded or not', async () => {
		await sql`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body)
			select org_id, id, customer_id, 'inbound', 'portal', 'Line ' || n
			from inquiries, generate_series(1, 12) n where customer_id = ${carla.id}`;
		const page = await phone(browser);
		await page.goto(link);
		const messages = page.getByRole('region', { name: 'Messages' });
		const today = messages.getByText('today', { exact: true }).and(page.locator(':visible'));
		await expect.poll(() => today.count()).toBe(1);
		await messages.getByText(/earlier/).click();
		await messages.getByText('Line 1', { exact: true }).waitFor();
		expect(await today.count()).toBe(1);
	});

	test('and prints it, black on white even at night, with who wrote what and nothing to press', async () => {
		const page = await desk(browser, { colorScheme: 'dark' });
		await page.goto(link);
		await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
		const messages = page.getByRole('region', { name: 'Messages' });
		await messages.getByText('Studio Lumi:').or(messages.getByText('You:')).first().waitFor();
		await page.getByText(/^As of .*20\d\d.*\d:\d\d/).waitFor();
		await page.getByText('Cut', { exact: true }).waitFor();
		expect(await page.locator('.button:visible, textarea:visible').count()).toBe(0);
		const ink = await page
			.getByRole('heading', { name: 'Hello Carla' })
			.evaluate((heading) => Number(/[\d.]+/.exec(getComputedStyle(heading).color)?.[0]));
		// oklch's lightness: 0 is black.
		expect(ink).toBeLessThan(0.4);
		await expectNoSidewaysScroll(page);
	});

	test('and counts as having been there once she touches it, not before', async () => {
		await sql`update customers set portal_seen_at = null where id = ${carla.id}`;
		const page = await phone(browser);
		await page.goto(link);
		await page.waitForTimeout(300);
		expect(await seen()).toBeNull();
		const told = page.waitForResponse((response) => response.url().endsWith('/seen'));
		await page.getByRole('heading', { name: 'Files for you' }).tap();
		expect((await told).status()).toBe(204);
		expect(await seen()).toBeInstanceOf(Date);
	});
});

test('a link that opens nothing says what to do', async () => {
	const page = await phone(browser);
	const response = await page.goto(`${app.origin}/c/mistyped`);
	expect(response?.status()).toBe(404);
	await page.getByRole('heading', { name: 'This link does not open anything' }).waitFor();
	await expectAccessible(page);
	await expectNoSidewaysScroll(page);
});
