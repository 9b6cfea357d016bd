import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveMessage } from '#hub/messages/receive.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { sharedApp, type RunningApp } from '#support/app.ts';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	phone,
	visit,
	withoutJavaScript,
	type PageOptions
} from '#support/browser.ts';
import { salon, type Asking, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';

let app: RunningApp;
let browser: Browser;
let lumi: Salon;
let carla: string;

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	lumi = await salon(app, 'Studio Lumi');
	carla = lumi.customers[0]?.id ?? '';
	await app.fresh.owner`update organizations set case_prefix = 'YS' where id = ${lumi.orgId}`;
	// Sixty cases that wait for a reply, the newest first in number; ten that do not; one that was thrown away.
	await app.fresh.owner`with cases as (
			insert into inquiries (org_id, number, customer_id, subject, status, active_at, closed_at, deleted_at, last_direction,
				last_channel, last_line, last_inbound_at)
			select ${lumi.orgId}, n, ${carla}, case when n = 7 then 'Hochzeit im Mai' else 'Question ' || n end,
				case when n > 60 then 'closed' else 'open' end, moment, case when n > 60 then moment end,
				case when n = 71 then moment end, 'inbound', 'email', 'What about number ' || n || '?', moment
			from (select n, now() - n * interval '1 hour' as moment from generate_series(1, 71) as n) as numbered
			returning org_id, id, customer_id, number, active_at)
		insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, created_at)
		select org_id, id, customer_id, 'inbound', 'email', 'What about number ' || number || '? A lovely gloss would be nice.', active_at from cases`;
});
afterAll(() => app.stop());

const signedIn = (open: typeof desk, who: Asking, options: PageOptions = {}): Promise<Page> =>
	openSignedIn({ app, browser }, open, who, options);
const at = (path: string) => `${app.origin}${path}`;
const rows = (page: Page) => page.locator('[data-case]');
const filters = (page: Page) => page.getByRole('navigation', { name: 'Filters' });
const caseHeading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

async function says(number: number, body: string): Promise<void> {
	const [row] = await app.fresh.owner<{ id: string }[]>`
		select id from inquiries where org_id = ${lumi.orgId} and number = ${number}`;
	if (!row) throw new Error(`there is no case ${number}`);
	await asWorker(app.fresh.database, lumi.orgId, (tx) =>
		receiveMessage(tx, { orgId: lumi.orgId, inquiryId: row.id, customerId: carla, channel: 'whatsapp', body })
	);
}

describe('an owner at her desk', () => {
	it('lands in the inbox, with what needs a reply', async () => {
		const page = await signedIn(desk, lumi.owner);
		await visit(page, at('/'));
		expect(new URL(page.url()).pathname).toBe('/inbox');
		expect(await rows(page).count()).toBe(50);
		await page.getByRole('link', { name: /Inbox.*waiting: 60/ }).waitFor();
		await expectAccessible(page);
		await filters(page).getByRole('link', { name: 'Closed' }).click();
		await page.waitForURL('**/inbox?view=closed');
		await expect.poll(() => rows(page).count()).toBe(10);
		await page.goBack();
		await expect.poll(() => rows(page).count()).toBe(50);
		await page.getByRole('link', { name: 'Next', exact: true }).click();
		await expect.poll(() => rows(page).count()).toBe(10);
		await page.getByRole('link', { name: 'Previous', exact: true }).click();
		await expect.poll(() => rows(page).count()).toBe(50);
	});

	it('goes through her cases by keyboard alone, while the list stays', async () => {
		const page = await signedIn(desk, lumi.owner);
		await visit(page, at('/inbox?view=open'));
		const keys = page.keyboard;
		await keys.press('j');
		await keys.press('j');
		expect(await focused(page)).toContain('Question 2');
		await keys.press('k');
		expect(await focused(page)).toContain('Question 1');
		await keys.press('Enter');
		await caseHeading(page, 'Question 1').waitFor();
		expect(new URL(page.url()).search).toBe('?view=open');
		expect(await rows(page).count()).toBe(50);
		await keys.press('j');
		await caseHeading(page, 'Question 2').waitFor();
		expect(await page.locator('[data-case][aria-current="page"]').textContent()).toContain('Question 2');
		await expectAccessible(page);
		await keys.press('u');
		await page.waitForURL(at('/inbox?view=open'));
		await expect.poll(() => focused(page)).toContain('Question 2');
		await keys.press('?');
		const sheet = page.getByRole('dialog', { name: 'Shortcuts' });
		await sheet.getByText('Down the list').waitFor();
		await expectAccessible(page);
		await keys.press('j');
		await keys.press('Escape');
		await sheet.waitFor({ state: 'hidden' });
		expect(new URL(page.url()).pathname).toBe('/inbox');
	});

	it('finds what was written as she types, in which no key is a shortcut', async () => {
		const page = await signedIn(desk, lumi.owner);
		await visit(page, at('/inbox'));
		await page.keyboard.press('/');
		await page.keyboard.type('number 37 glos');
		await page.waitForURL('**/inbox?q=number+37+glos');
		await expect.poll(() => rows(page).count()).toBe(1);
		expect(await rows(page).first().textContent()).toContain('A lovely gloss');
		await expectAccessible(page);
		await page.keyboard.press('ArrowDown');
		expect(await focused(page)).toContain('Question 37');
		await page.keyboard.press('Enter');
		await caseHeading(page, 'Question 37').waitFor();
		expect(await rows(page).count()).toBe(1);
		await page.getByRole('searchbox').fill('nobody ever wrote this');
		await page.getByText('Nothing matches “nobody ever wrote this”').waitFor();
		await caseHeading(page, 'Question 37').waitFor();
		await page.getByRole('link', { name: 'Clear the search' }).click();
		await expect.poll(() => rows(page).count()).toBe(50);
	});

	it('sees a new message come without doing anything', async () => {
		const page = await signedIn(desk, lumi.owner);
		await visit(page, at('/inbox'));
		await rows(page).filter({ hasText: 'Question 1' }).first().waitFor();
		// The stream is open once the first thing said has come.
		await expect
			.poll(
				async () => {
					await says(65, 'May I come back?');
					return rows(page).first().textContent();
				},
				{ timeout: 20_000, interval: 1000 }
			)
			.toContain('May I come back?');
		expect(await rows(page).first().textContent()).toContain('YS-000065');
		await page.getByRole('link', { name: /Inbox.*waiting: 61/ }).waitFor();
	});

	it('opens a case by its number from anywhere, and copies the number by a click', async () => {
		const page = await signedIn(desk, lumi.owner, { permissions: ['clipboard-read', 'clipboard-write'] });
		await visit(page, at('/customers'));
		await page.keyboard.press('Control+k');
		await page.getByRole('combobox').fill('7');
		await page.getByRole('option', { name: /YS-000007 Hochzeit im Mai/ }).waitFor();
		await page.getByRole('button', { name: 'Copy YS-000007' }).click();
		await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe('YS-000007');
		await expectAccessible(page);
		await page.getByRole('combobox').press('Enter');
		await caseHeading(page, 'Hochzeit im Mai').waitFor();
	});

	it('has who asks to be deleted before her eyes until it is decided', async () => {
		const dana = lumi.customers[1]?.id ?? '';
		await app.fresh
			.owner`insert into customer_data_requests (org_id, customer_id) values (${lumi.orgId}, ${dana})`;
		const page = await signedIn(desk, lumi.owner);
		await visit(page, at('/inbox'));
		await page.getByRole('link', { name: /Dana Customer.*Asks to be deleted/ }).waitFor();
		await filters(page).getByRole('link', { name: 'Deletion requests 1' }).click();
		await page.waitForURL('**/inbox?view=requests');
		await expect.poll(() => rows(page).count()).toBe(0);
		await expectAccessible(page);
		await page.getByRole('link', { name: /Dana Customer/ }).click();
		await page.waitForURL(`**/customers/${dana}`);
		await app.fresh.owner`delete from customer_data_requests where org_id = ${lumi.orgId}`;
	});
});

describe('on a phone', () => {
	it('list and case take turns, and Back finds the place again', async () => {
		const page = await signedIn(phone, lumi.owner);
		await visit(page, at('/inbox?view=open'));
		await expectAccessible(page);
		await expectNoSidewaysScroll(page);
		const row = rows(page).filter({ hasText: 'Question 30' });
		await row.scrollIntoViewIfNeeded();
		const place = await page.evaluate(() => window.scrollY);
		expect(place).toBeGreaterThan(500);
		await row.click();
		await caseHeading(page, 'Question 30').waitFor();
		expect(await row.isVisible()).toBe(false);
		await expectNoSidewaysScroll(page);
		await page.goBack();
		await row.waitFor();
		await expect
			.poll(async () => Math.abs((await page.evaluate(() => window.scrollY)) - place))
			.toBeLessThan(60);
		expect(new URL(page.url()).search).toBe('?view=open');
	});
});

describe('without JavaScript', () => {
	it.each([
		['desk', desk],
		['phone', phone]
	] as const)('filters, search, pages and cases all work: %s', async (name, open) => {
		const page = await signedIn(open, lumi.owner, withoutJavaScript);
		await page.goto(at('/inbox'));
		await page.getByRole('link', { name: 'Next', exact: true }).click();
		await rows(page).filter({ hasText: 'Question 60' }).waitFor();
		await filters(page).getByRole('link', { name: 'Closed' }).click();
		expect(await rows(page).count()).toBeLessThan(11);
		await page.getByRole('searchbox').fill('hochzeit');
		await page.locator('form[role="search"]').getByRole('button', { name: 'Search' }).click();
		expect(await rows(page).count()).toBe(1);
		await filters(page).getByRole('link', { name: 'Closed' }).click();
		await page.getByText('Nothing matches').waitFor();
		await page.getByRole('link', { name: 'Search all cases' }).click();
		await rows(page).filter({ hasText: 'Hochzeit im Mai' }).click();
		await caseHeading(page, 'Hochzeit im Mai').waitFor();
		expect(await rows(page).first().isVisible()).toBe(name === 'desk');
		expect(new URL(page.url()).search).toBe('?q=hochzeit');
	});

	it('a viewer reads, an agent is not shown what was deleted, the owner is', async () => {
		const [viewer, agent] = [await lumi.colleague('viewer'), await lumi.colleague('agent')];
		const reading = await viewer.fetch('/inbox');
		expect([reading.status, (await reading.text()).includes('Question 2')]).toEqual([200, true]);
		for (const who of [viewer, agent]) {
			expect((await who.fetch('/inbox?view=deleted')).status).toBe(403);
			expect(await (await who.fetch('/inbox')).text()).not.toContain('view=deleted');
		}
		expect(await (await lumi.owner.fetch('/inbox?view=deleted')).text()).toContain('Question 71');
	});
});
