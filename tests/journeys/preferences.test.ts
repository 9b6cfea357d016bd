import type { Browser, Page } from 'playwright-core';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sharedApp, type RunningApp } from '#support/app.ts';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	phone,
	visit,
	withoutJavaScript
} from '#support/browser.ts';
import { salon, upload, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';

let app: RunningApp;
let browser: Browser;
let sql: Sql;
let lumi: Salon;
let carla: Salon['customers'][number];
let link: string;

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	sql = app.fresh.owner;
	lumi = await salon(app, 'Studio Lumi');
	carla = lumi.customers[0] as typeof carla;
	link = `${app.origin}/c/${carla.token}`;
	await sql`update organizations set industry = 'salon', time_zone = 'Europe/Dublin', last_case_number = 100
		where id = ${lumi.orgId}`;
});
afterAll(() => app?.stop());
beforeEach(async () => {
	await sql`update customers set preferences = '', preferences_updated_at = null where id = ${carla.id}`;
});

const cut = { expected: [/ERR_INTERNET_DISCONNECTED/, /ERR_CONNECTION_RESET/] };
const kept = async () =>
	((await sql`select preferences from customers where id = ${carla.id}`)[0] as { preferences: string })
		.preferences;
const card = (page: Page) => page.getByRole('region', { name: 'Your preferences' });
const box = (page: Page) => card(page).getByRole('textbox', { name: 'Your preferences' });
const state = (page: Page) => card(page).locator('#preferences-state');
const save = (page: Page) => card(page).getByRole('button', { name: 'Save preferences' }).click();

describe('a customer writes what the business should mind', () => {
	test('with JavaScript switched off, in two tabs too: the last one wins and is told what it wrote over', async () => {
		const first = await phone(browser, withoutJavaScript);
		const second = await phone(browser, withoutJavaScript);
		await Promise.all([first.goto(link), second.goto(link)]);
		await box(first).fill('Latex allergy 🌸\nTea');
		await save(first);
		await card(first).getByText('Saved ✓').waitFor();
		expect(await kept()).toBe('Latex allergy 🌸\nTea');
		await first.reload();
		expect(await box(first).inputValue()).toBe('Latex allergy 🌸\nTea');

		await box(second).fill('بدون عطر');
		await save(second);
		await card(second).getByText('Meanwhile another tab or device had saved this').waitFor();
		await card(second).getByText('Latex allergy').waitFor();
		expect(await kept()).toBe('بدون عطر');
		await card(second).getByRole('button', { name: 'Keep both' }).click();
		await card(second).getByText('Saved ✓').waitFor();
		expect(await kept()).toBe('بدون عطر\n\nLatex allergy 🌸\nTea');
	});

	test('too long for the business to keep: she is told, and what she typed stays', async () => {
		const page = await phone(browser, withoutJavaScript);
		await page.goto(link);
		await box(page).fill('🌸'.repeat(2001));
		await save(page);
		await card(page).getByRole('alert').getByText('2000 characters at most').waitFor();
		expect(await box(page).inputValue()).toBe('🌸'.repeat(2001));
		expect(await kept()).toBe('');
	});

	test('too long with JavaScript: refused in its place, and saved once it is shorter', async () => {
		const page = await phone(browser);
		await page.goto(link);
		await box(page).fill('x'.repeat(2500));
		await save(page);
		await card(page).getByRole('alert').getByText('That is too long.').waitFor();
		await card(page).getByText('2500 of 2000 characters').waitFor();
		expect([page.url(), (await box(page).inputValue()).length]).toEqual([link, 2500]);
		await expectAccessible(page);
		await box(page).fill('Tea');
		await state(page).getByText('Saved ✓').waitFor();
		expect(await card(page).getByRole('alert').count()).toBe(0);
	});

	test('too long and sent before the script was there: the page that says so is hers, and lives on', async () => {
		const page = await phone(browser, { expected: [/status of 400/] });
		await page.goto(link);
		await box(page).fill('x'.repeat(2500));
		await card(page)
			.locator('#preferences-form')
			.evaluate((form: HTMLFormElement) => form.submit());
		await card(page).getByRole('alert').getByText('2000 characters at most').waitFor();
		await expect.poll(() => page.url()).toBe(link);
		await box(page).fill('Tea');
		await state(page).getByText('Saved ✓').waitFor();
		expect(await card(page).getByRole('alert').count()).toBe(0);
		await upload(lumi.owner, carla.id, Buffer.from('plan'), { name: 'Plan.txt' });
		await page.getByRole('region', { name: 'Files for you' }).getByText('Plan.txt').waitFor();
	});

	test('while she types, and the desk reads along', async () => {
		const page = await phone(browser);
		const desktop = await openSignedIn({ app, browser }, desk, lumi.owner);
		await visit(desktop, `${app.origin}/customers/${carla.id}`);
		await page.goto(link);
		await box(page).pressSequentially('Quiet mornings');
		await state(page).getByText('Saved ✓').waitFor();
		expect(await kept()).toBe('Quiet mornings');
		await desktop.getByRole('region', { name: 'Preferences' }).getByText('Quiet mornings').waitFor();
		await desktop.getByRole('region', { name: 'Preferences' }).getByText('Updated').waitFor();
		expect(await desktop.getByRole('region', { name: 'Preferences' }).getByRole('textbox').count()).toBe(0);
		await box(page).fill('🌸'.repeat(1850));
		await card(page).getByText('1850 of 2000 characters').waitFor();
		await state(page).getByText('Saved ✓').waitFor();
		await box(page).fill('🌸'.repeat(2001));
		await card(page).getByText('2001 of 2000 characters').waitFor();
		await state(page).getByText('Not saved yet').waitFor();
		await expectAccessible(page);
		await expectNoSidewaysScroll(page);
	});

	test('in a tunnel: it is not called saved, and is once she is back, also after she closed the page', async () => {
		const page = await phone(browser, { ...cut, alone: true });
		const context = page.context();
		await page.goto(link);
		await context.setOffline(true);
		await box(page).fill('Written in a tunnel');
		await state(page).getByText('It is saved when you are online again').waitFor();
		expect(await kept()).toBe('');
		await page.close();
		await context.setOffline(false);
		const later = await context.newPage();
		await later.goto(link);
		await expect.poll(kept).toBe('Written in a tunnel');
		await state(later).getByText('Saved ✓').waitFor();
	});

	test('in two tabs at once: both texts are shown, and neither is lost', async () => {
		const [first, second] = [await phone(browser, cut), await phone(browser, cut)];
		await Promise.all([first.goto(link), second.goto(link)]);
		await second.context().setOffline(true);
		await box(second).fill('From my tablet');
		await box(first).fill('From my phone');
		await state(first).getByText('Saved ✓').waitFor();
		await second.context().setOffline(false);
		await card(second).getByText('Meanwhile another tab or device').waitFor();
		await card(second).getByText('From my phone').waitFor();
		expect(await box(second).inputValue()).toBe('From my tablet');
		await expect.poll(kept).toBe('From my tablet');
		await expectAccessible(second);
		await card(second).getByRole('button', { name: 'Use that instead' }).click();
		await card(second).getByText('Saved ✓').waitFor();
		expect(await kept()).toBe('From my phone');
		await expect.poll(() => first.locator('#preferences-text').inputValue()).toBe('From my phone');
	});
});

describe('somebody who comes back', () => {
	const comes = (daysAgo: number, number: number) =>
		sql`insert into inquiries (org_id, number, customer_id, subject, status, outcome, closed_at)
			values (${lumi.orgId}, ${number}, ${carla.id}, 'Cut', 'closed', 'won', now() - ${daysAgo} * interval '1 day')`;

	test('has a pill that says why, until when, and what a refund changes; the owner sees the same', async () => {
		await sql`delete from inquiries where org_id = ${lumi.orgId}`;
		const page = await phone(browser, withoutJavaScript);
		await comes(400, 1);
		await comes(100, 2);
		await page.goto(link);
		expect(await page.locator('.loyalty').count(), 'nothing for the first visit').toBe(0);
		await comes(50, 3);
		await comes(2, 4);
		await page.goto(link);
		await page.getByText('3rd visit this year ✨').click();
		await page.getByText('3 visits in the last 365 days').waitFor();
		await page.getByText('Then it says “2nd visit this year ✨”').waitFor();
		await page.getByText('What is refunded does not count.').waitFor();
		await expectNoSidewaysScroll(page);

		const desktop = await openSignedIn({ app, browser }, desk, lumi.owner);
		await visit(desktop, `${app.origin}/customers/${carla.id}`);
		await desktop
			.getByRole('region', { name: 'Loyalty' })
			.getByText('3 visits in the last 365 days')
			.waitFor();
		expect(await desktop.getByText('3rd visit this year ✨').count()).toBe(2);
		await expectAccessible(desktop);

		await visit(desktop, `${app.origin}/settings/branding`);
		const settings = desktop.getByRole('region', { name: 'Loyalty' });
		await settings.getByLabel('VIP from').fill('3');
		await settings.getByLabel('A VIP is called').fill('Gold');
		await settings.getByText('Gold', { exact: true }).waitFor();
		await settings.getByRole('button', { name: 'Save loyalty' }).click();
		await desktop.getByText('Loyalty saved').waitFor();
		await page.reload();
		await page.locator('.loyalty summary').getByText('Gold').waitFor();
	});
});
