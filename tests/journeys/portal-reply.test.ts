import type { Browser, Page } from 'playwright-core';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
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
let orgId: string;
let carla: Whole['customers'][number];
let link: string;

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	sql = app.fresh.owner;
	const lumi = await wholeOrganization(sql, 'Studio Lumi');
	orgId = lumi.orgId;
	carla = lumi.customers[0] as typeof carla;
	const token = newPortalToken();
	link = `${app.origin}/c/${token}`;
	await sql`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla.id}`;
	await sql`update documents set thumbnail_key = null where org_id = ${orgId}`;
	await sql`update organizations set last_case_number = 100 where id = ${orgId}`;
});
afterAll(() => app?.stop());
beforeEach(async () => {
	await sql`delete from messages where org_id = ${orgId} and direction = 'inbound'`;
	await sql`delete from inquiries where org_id = ${orgId} and source = 'portal'`;
	await sql`update inquiries set status = 'waiting', closed_at = null where org_id = ${orgId}`;
	await sql`update organizations set portal_new_case = false, last_case_number = 100 where id = ${orgId}`;
	await sql`delete from attempts`;
});
/** What a browser says of a line that is cut on purpose. */
const cut = { expected: [/ERR_INTERNET_DISCONNECTED/, /ERR_CONNECTION_RESET/] };

const arrived = async () =>
	(
		await sql<
			{ body: string }[]
		>`select body from messages where direction = 'inbound' and customer_id = ${carla.id}
		order by created_at, id`
	).map(({ body }) => body);
const messages = (page: Page) => page.getByRole('region', { name: 'Messages', exact: true });
const box = (page: Page) => page.getByRole('textbox', { name: 'Reply here' });
const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true });

describe('a customer answers in her portal', () => {
	test('with JavaScript switched off', async () => {
		const page = await phone(browser, withoutJavaScript);
		await page.goto(link);
		await box(page).fill('Friday is fine');
		await send(page).click();
		await messages(page).getByText('Friday is fine').waitFor();
		expect(await arrived()).toEqual(['Friday is fine']);
		const [row] =
			await sql`select status, last_direction as direction from inquiries where id = ${carla.inquiryId}`;
		expect(row).toMatchObject({ status: 'open', direction: 'inbound' });
		await page.goBack();
		await page.reload();
		expect(await arrived()).toHaveLength(1);
	});

	for (const [place, open] of [
		['on a phone', phone],
		['at a desk', desk]
	] as const)
		test(`${place}: it stands in the thread at once, and the page stays easy to read`, async () => {
			const page = await open(browser);
			await page.goto(link);
			await box(page).fill('مرحبا 🌸 Friday');
			await send(page).dblclick();
			await messages(page).getByText('مرحبا 🌸 Friday').waitFor();
			await messages(page).getByText('Sent').waitFor();
			await expect.poll(arrived).toEqual(['مرحبا 🌸 Friday']);
			expect(await box(page).inputValue()).toBe('');
			await expectAccessible(page);
			await expectNoSidewaysScroll(page);
		});

	test('in a tunnel: her words stay on the phone and go out once, also after she closed the page', async () => {
		const page = await phone(browser, cut);
		const context = page.context();
		await page.goto(link);
		await context.setOffline(true);
		await box(page).fill('Sent in a tunnel');
		await send(page).click();
		await messages(page).getByText('Not sent yet').waitFor();
		await box(page).fill('and half a sentence');
		expect(await arrived()).toEqual([]);
		await page.close();
		await context.setOffline(false);
		const later = await context.newPage();
		await later.goto(link);
		await expect.poll(arrived).toEqual(['Sent in a tunnel']);
		expect(await box(later).inputValue()).toBe('and half a sentence');
	});

	test('over a line that drops every answer once: each message arrives exactly once', async () => {
		const page = await phone(browser, cut);
		await page.goto(link);
		let dropped = 0;
		// The request reaches the server; its answer does not reach her.
		await page.route('**/reply', async (route) => {
			if (dropped++ > 0) return route.continue();
			await route.fetch();
			await route.abort('connectionreset');
		});
		await box(page).fill('Only once, please');
		await send(page).click();
		await messages(page).getByText('Not sent yet').waitFor();
		await messages(page).getByText('Sent', { exact: false }).last().waitFor();
		await expect.poll(() => dropped, { timeout: 15_000 }).toBeGreaterThan(1);
		// Only now has the second one arrived, too.
		await messages(page).getByText('Not sent yet').waitFor({ state: 'detached' });
		expect(await arrived()).toEqual(['Only once, please']);
	});

	test('but an empty or endless message is refused with a sentence, and nothing that was typed is lost', async () => {
		const page = await phone(browser, withoutJavaScript);
		await page.goto(link);
		await page.evaluate(() => undefined);
		const key = await page.locator('#reply input[name=key]').getAttribute('value');
		const post = (message: string) =>
			app.as(null)(`${new URL(link).pathname}/reply`, {
				method: 'POST',
				body: new URLSearchParams({ key: key ?? '', message })
			});
		const empty = await post('   ');
		expect(empty.status).toBe(400);
		expect(await empty.text()).toContain('Please write something first.');
		const long = await post(`${'x'.repeat(5001)}`);
		expect(long.status).toBe(400);
		expect(await long.text()).toContain('x'.repeat(5001));
		expect(await arrived()).toEqual([]);
	});

	test('but pasted whole, not cut, when it is too long: she is told, and sends what she shortens', async () => {
		const page = await phone(browser);
		await page.goto(link);
		const long = 'y'.repeat(5200);
		await box(page).fill(long);
		await page.getByText('5200 of 5000 characters').waitFor();
		await send(page).click();
		await page.getByRole('alert').getByText('That is too long.').waitFor();
		expect([page.url(), await box(page).inputValue()]).toEqual([link, long]);
		expect(await arrived()).toEqual([]);
		await expectAccessible(page);
		await box(page).fill('Shorter');
		expect(await page.getByRole('alert').count()).toBe(0);
		await send(page).click();
		await expect.poll(arrived).toEqual(['Shorter']);
	});

	test('and starts a conversation where the business lets her', async () => {
		await sql`update inquiries set status = 'closed', closed_at = now() where customer_id = ${carla.id}`;
		const page = await phone(browser);
		await page.goto(link);
		await messages(page).getByText('No open conversation right now.').waitFor();
		expect(await box(page).count()).toBe(0);
		await sql`update organizations set portal_new_case = true where id = ${orgId}`;
		await page.reload();
		await box(page).fill('Do you have time on the 12th?');
		await send(page).click();
		await messages(page).getByText('CH-000101').waitFor();
		await messages(page).getByText('Do you have time on the 12th?').last().waitFor();
	});
});

describe('somebody whose link opens nothing', () => {
	test('asks for a fresh one, with and without JavaScript, and everybody gets the same answer', async () => {
		for (const options of [{}, withoutJavaScript])
			for (const email of ['carla@example.com', 'nobody@example.com']) {
				const page = await phone(browser, options);
				await page.goto(link.slice(0, -3));
				await page.getByRole('heading', { name: 'This link does not open anything' }).waitFor();
				if (!('javaScriptEnabled' in options)) await expectAccessible(page);
				await page.getByLabel('Email').fill(email);
				await page.getByRole('button', { name: 'Send me a fresh link' }).click();
				await page.getByRole('status').getByText('a mail with your link is on its way').waitFor();
			}
	});

	test('is told what is wrong with an address, and it stays in the field', async () => {
		const answer = await app.as(null)('/lost-link', {
			method: 'POST',
			body: new URLSearchParams({ email: 'carla@' })
		});
		expect(answer.status).toBe(400);
		const text = await answer.text();
		expect(text).toContain('The email address does not look right.');
		expect(text).toContain('value="carla@"');
	});
});
