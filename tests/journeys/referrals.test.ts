import type { Browser, Page } from 'playwright-core';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
import { salon, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';

let app: RunningApp;
let browser: Browser;
let sql: Sql;
let lumi: Salon;
let carla: Salon['customers'][number];
let dana: Salon['customers'][number];

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	sql = app.fresh.owner;
	lumi = await salon(app, 'Studio Lumi');
	[carla, dana] = lumi.customers as [typeof carla, typeof dana];
	await sql`update customers set email = 'dana@example.com', email_normalized = 'dana@example.com' where id = ${dana.id}`;
});
afterAll(() => app?.stop());

const owner = () => openSignedIn({ app, browser }, desk, lumi.owner);
const refer = (page: Page) => page.getByRole('region', { name: 'Refer a friend' });

/** Waits as long as a person needs for the form, by the clock of the page's own stamp. */
async function fill(page: Page, it: { name: string; email: string; message: string }): Promise<void> {
	await page.getByLabel('Your name').fill(it.name);
	await page.getByLabel('Email').fill(it.email);
	await page.getByLabel('What is it about?').fill(it.message);
}
/** People take longer than three seconds; when the test does not, it does what the page then says. */
async function send(page: Page): Promise<void> {
	const thanks = page.getByRole('status').getByText('Studio Lumi has your message');
	await expect
		.poll(
			async () => {
				if (await thanks.isVisible()) return true;
				await page.getByRole('button', { name: 'Send' }).click();
				return thanks.isVisible();
			},
			{ timeout: 15_000, interval: 1000 }
		)
		.toBe(true);
}

describe('a recommendation', () => {
	test('goes from the switch at the desk by a friend’s message to the credit', async () => {
		const settings = await owner();
		await visit(settings, `${app.origin}/settings/branding`);
		const region = settings.getByRole('region', { name: 'Referral program' });
		const turn = region.getByRole('switch', { name: 'Referral program' });
		await turn.click();
		await region.getByText('Say what there is for a recommendation first').waitFor();
		expect(await turn.isChecked()).toBe(false);
		await region.getByLabel('Reward').fill('10 € off, for you and for your friend');
		await region.getByLabel('Terms').fill('Once for each friend.\nNot for cash.');
		await turn.click();
		await settings.getByText('Referral program saved').waitFor();
		expect(await turn.isChecked()).toBe(true);
		await expectAccessible(settings);

		const hers = await phone(browser);
		await hers.goto(`${app.origin}/c/${carla.token}`);
		await refer(hers).getByText('10 € off, for you and for your friend').waitFor();
		await refer(hers).getByText('0 booked · 0 sent').waitFor();
		const link = (await refer(hers).locator('#refer-link').textContent()) ?? '';
		expect(link).toMatch(new RegExp(`^${app.origin}/r/[\\w-]{43}$`));
		for (const name of ['WhatsApp', 'Text message'])
			expect(
				decodeURIComponent((await refer(hers).getByRole('link', { name }).getAttribute('href')) ?? '')
			).toContain(link);
		await expectAccessible(hers);
		await expectNoSidewaysScroll(hers);

		const friend = await phone(browser, withoutJavaScript);
		await friend.goto(link);
		await friend.getByRole('heading', { name: 'Carla recommends Studio Lumi' }).waitFor();
		expect(await friend.content()).not.toContain('Carla Customer');
		await friend.getByLabel('What is it about?').fill('Would a long bob suit me?');
		await friend.getByText('Language: English').click();
		await friend.getByRole('button', { name: 'Deutsch' }).click();
		await friend.getByRole('heading', { name: 'Carla empfiehlt Studio Lumi' }).waitFor();
		expect(await friend.locator('textarea').inputValue()).toBe('Would a long bob suit me?');
		expect(friend.url(), 'nothing that she typed').toBe(`${link}?look&language=de`);
		await friend.getByText('Sprache: Deutsch').click();
		await friend.getByRole('button', { name: 'English' }).click();
		await friend.getByRole('heading', { name: 'Carla recommends Studio Lumi' }).waitFor();
		expect(await sql`select from referrals where org_id = ${lumi.orgId}`).toHaveLength(0);
		await fill(friend, { name: 'روث 🌸', email: 'ruth@example.com', message: 'Would a long bob suit me?' });
		await send(friend);

		await visit(settings, `${app.origin}/referrals`);
		await settings.getByRole('link', { name: 'روث 🌸' }).click();
		await settings.getByRole('heading', { name: 'Would a long bob suit me?' }).waitFor();
		const person = settings.getByRole('complementary', { name: 'Customer' });
		await person.getByText('Recommended by').waitFor();
		await person.getByText('Credited when this case is won').waitFor();
		await settings.getByRole('button', { name: 'Close case' }).click();
		const closing = settings.getByRole('dialog');
		await closing.getByLabel('Won').check();
		await closing.getByRole('button', { name: 'Close case' }).click();
		await person.getByText('since this case is won').waitFor();
		await settings.getByText('The recommendation is credited').waitFor();
		await refer(hers).getByText('1 booked · 1 sent').waitFor();
		await settings.getByRole('button', { name: 'Reopen' }).click();
		await settings.getByText('The credit for the recommendation is taken back').waitFor();
		await refer(hers).getByText('0 booked · 1 sent').waitFor();
	});

	test('of somebody whose address is known waits for a person to say who it is', async () => {
		await sql`update organizations set referral_enabled = true, referral_reward = '10 € off' where id = ${lumi.orgId}`;
		const hers = await phone(browser);
		await hers.goto(`${app.origin}/c/${carla.token}`);
		const link = (await refer(hers).locator('#refer-link').textContent()) ?? '';
		const friend = await phone(browser);
		await friend.goto(link);
		await expectAccessible(friend);
		await expectNoSidewaysScroll(friend);
		await fill(friend, { name: 'Dani', email: 'Dana@example.com', message: 'Do you have time on Friday?' });
		await send(friend);

		const page = await owner();
		await visit(page, `${app.origin}/referrals`);
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Dani' }).click();
		await page.getByText('Might be').waitFor();
		await expect
			.poll(() => page.title(), { message: 'called as she calls herself until then' })
			.toMatch(/ · Dani · Studio Lumi$/);
		await page.getByRole('region', { name: 'Conversation' }).getByText('Dani', { exact: true }).waitFor();
		await page.getByText('Dana Customer: the same email address').waitFor();
		await expectAccessible(page);
		const danas = await phone(browser);
		await danas.goto(`${app.origin}/c/${dana.token}`);
		await danas.getByText('No open conversation right now.').waitFor();
		await page.getByRole('button', { name: 'It is Dana Customer' }).click();
		await page.getByText('said who wrote this').waitFor();
		await danas.getByText('Do you have time on Friday?').first().waitFor();
		expect(await sql`select name, email from customers where id = ${dana.id}`).toEqual([
			{ name: 'Dana Customer', email: 'dana@example.com' }
		]);
	});

	test('is not taken from robots, and tells a person by the field what is wrong', async () => {
		await sql`update organizations set referral_enabled = true, referral_reward = '10 € off' where id = ${lumi.orgId}`;
		const hers = await phone(browser);
		await hers.goto(`${app.origin}/c/${carla.token}`);
		const path = new URL((await refer(hers).locator('#refer-link').textContent()) ?? '').pathname;
		const ask = app.as(null);
		const page = await ask(path);
		const html = await page.text();
		expect(Object.fromEntries(page.headers)).toMatchObject({
			'cache-control': 'no-store',
			'referrer-policy': 'same-origin',
			'x-robots-tag': expect.stringContaining('noindex'),
			'x-frame-options': 'DENY'
		});
		expect(page.headers.get('content-security-policy')).toContain("script-src 'none'");
		const preview = [...html.matchAll(/<meta property="og:[^>]+>/g)].join();
		expect(preview).toContain('A recommendation');
		expect(preview).not.toMatch(/Carla|Lumi/);
		const addresses = [...html.matchAll(/(?:src|href|action)="([^"]+)"/g)].map((match) => match[1] ?? '');
		expect(addresses.filter((address) => /^(?:https?:)?\/\//.test(address))).toEqual([]);

		const stamp = /name="stamp" value="([^"]+)"/.exec(html)?.[1] ?? '';
		const post = async (fields: Record<string, string>, headers: Record<string, string> = {}) => {
			const good = { name: 'Rob', email: 'rob@example.com', phone: '', message: 'Hello', stamp };
			const answer = await ask(path, {
				method: 'POST',
				headers,
				body: new URLSearchParams({ ...good, ...fields })
			});
			return { status: answer.status, text: await answer.text() };
		};
		const before = await sql`select count(*)::int as n from referrals where org_id = ${lumi.orgId}`;
		expect(await post({}, { origin: 'https://evil.example' })).toMatchObject({ status: 403 });
		expect((await post({ website: 'x' })).status).toBe(400);
		const wrong = await post({ name: '', email: 'rob@', message: 'Typed and kept' });
		expect(wrong.status).toBe(400);
		for (const sentence of [
			'Please write your name',
			'An email address such as',
			'Typed and kept',
			'value="rob@"'
		])
			expect(wrong.text).toContain(sentence);
		expect((await ask(path, { method: 'PUT' })).status).toBe(405);
		const gone = await ask('/r/whatever');
		await sql`update organizations set referral_enabled = false where id = ${lumi.orgId}`;
		const off = await ask(path);
		expect(off.status).toBe(404);
		expect(await off.text()).toBe(await gone.text());
		expect((await post({})).status).toBe(404);
		expect(await sql`select count(*)::int as n from referrals where org_id = ${lumi.orgId}`).toEqual(before);
	});
});
