import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type App } from '#support/app.ts';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	phone,
	visit,
	withoutJavaScript
} from '#support/browser.ts';
import { joins, organization, personWithPassword, type TestPerson } from '#support/people.ts';
import { openSmtp, type TestSmtp } from '#support/smtp.ts';

let app: App;
let smtp: TestSmtp;
let browser: Browser;
let olga: TestPerson;

beforeAll(async () => {
	smtp = await openSmtp();
	[app, browser] = await Promise.all([startApp({ SMTP_URL: smtp.url, SIGNUP: 'open' }), launchBrowser()]);
	const sql = app.fresh.owner;
	olga = await personWithPassword(sql, 'Olga Owner');
	await joins(sql, olga, await organization(sql, 'Studio Lumi'), 'owner');
	await joins(sql, olga, await organization(sql, 'Atelier Nord'), 'agent');
});
afterAll(async () => {
	await app?.stop();
	await smtp?.close();
});

const at = (path: string) => `${app.origin}${path}`;
async function signIn(page: Page, who: Pick<TestPerson, 'email' | 'password'> = olga): Promise<void> {
	await page.getByLabel('Email').fill(who.email);
	await page.getByLabel('Password').fill(who.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
}
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent?.trim());
/** The link in the newest mail to an address, as its reader sees it. */
async function mailedLink(to: string): Promise<string> {
	await expect.poll(() => smtp.received.some((mail) => mail.to.includes(to)), { timeout: 15_000 }).toBe(true);
	const mail = smtp.received.findLast((one) => one.to.includes(to));
	return /https?:\/\/\S+/.exec(mail?.parsed.text ?? '')?.[0] ?? 'no link in the mail';
}

describe('a member', () => {
	it('signs in, switches to her other organization, and signs out', async () => {
		const page = await desk(browser);
		await visit(page, at('/settings/team'));
		expect(page.url()).toContain('/sign-in?next=');
		await expectAccessible(page);
		await signIn(page);
		await page.waitForURL(at('/settings/team'));
		await page.getByRole('button', { name: /Atelier Nord/ }).click();
		await page.getByRole('menuitem', { name: /Studio Lumi/ }).click();
		await page.waitForURL(at('/inbox'));
		await page.getByRole('button', { name: /Studio Lumi/ }).waitFor();
		await page.getByRole('button', { name: /Olga Owner/ }).click();
		await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
		await page.waitForURL(at('/sign-in'));
		await page.goto(at('/inbox'));
		expect(page.url()).toBe(at('/sign-in'));
	});

	it('keeps the address that she typed when the password was wrong', async () => {
		const page = await phone(browser, { expected: [/400 \(Bad Request\)/] });
		await visit(page, at('/sign-in'));
		// In our words beside the field, not in a bubble of the browser's.
		await signIn(page, { email: 'olga', password: '' });
		await page.locator('input[name=email][aria-invalid=true]').waitFor();
		await page.locator('input[name=password][aria-invalid=true]').waitFor();
		await signIn(page, { email: olga.email, password: 'not my password' });
		await page.getByRole('alert').getByText('is not right').waitFor();
		expect(await page.getByLabel('Email').inputValue()).toBe(olga.email);
		await expectAccessible(page);
		await expectNoSidewaysScroll(page);
		await signIn(page);
		await page.waitForURL(at('/inbox'));
	});

	it('needs no mouse', async () => {
		const page = await desk(browser);
		await visit(page, at('/sign-in'));
		await page.keyboard.press('Tab');
		await page.keyboard.type(olga.email);
		await page.keyboard.press('Tab');
		await page.keyboard.type(olga.password);
		await page.keyboard.press('Enter');
		await page.waitForURL(at('/inbox'));
		await page.locator('html[data-ready]').waitFor({ state: 'attached' });
		await page.getByRole('button', { name: /Olga Owner/ }).focus();
		await page.keyboard.press('Enter');
		await page.getByRole('menuitem', { name: 'Sign out', exact: true }).waitFor();
		for (let line = 0; line < 9 && (await focused(page)) !== 'Sign out'; line++)
			await page.keyboard.press('ArrowDown');
		await page.keyboard.press('Enter');
		await page.waitForURL(at('/sign-in'));
	});

	it('needs no JavaScript', async () => {
		const page = await phone(browser, withoutJavaScript);
		await page.goto(at('/settings/security'));
		await signIn(page, { email: olga.email, password: 'not my password' });
		await page.getByText('is not right').waitFor();
		expect(await page.getByLabel('Email').inputValue()).toBe(olga.email);
		await signIn(page);
		await page.waitForURL(at('/settings/security'));
		await page.getByLabel('Name').fill('Olga Neumann');
		await page.getByRole('button', { name: 'Save name' }).click();
		expect(await page.getByLabel('Name').inputValue()).toBe('Olga Neumann');
		await page.getByLabel('Name').fill('Olga Owner');
		await page.getByRole('button', { name: 'Save name' }).click();
		await page.getByRole('button', { name: 'Sign out everywhere' }).click();
		await page.waitForURL(at('/sign-in'));
	});

	it('sees in another tab at once that she works elsewhere now', async () => {
		const first = await desk(browser);
		await visit(first, at('/sign-in?next=/settings/team'));
		await signIn(first);
		await first.waitForURL(at('/settings/team'));
		const second = await first.context().newPage();
		await visit(second, at('/inbox'));
		const other = (await second.getByRole('button', { name: 'Studio Lumi' }).count())
			? 'Atelier Nord'
			: 'Studio Lumi';
		await second.getByRole('button', { name: /Atelier Nord|Studio Lumi/ }).click();
		await second.getByRole('menuitem', { name: other }).click();
		await first.getByRole('button', { name: other }).waitFor();
		expect(new URL(first.url()).pathname).toBe('/inbox');
	});
});

describe('somebody who forgot her password', () => {
	it('gets a mail, sets a new one, and is signed out everywhere else', async () => {
		const ida = await personWithPassword(app.fresh.owner, 'Ida');
		await joins(app.fresh.owner, ida, await organization(app.fresh.owner, 'Idas Fotos'), 'owner');
		const elsewhere = await app.signIn(ida);
		const page = await phone(browser, { expected: [/40\d/] });
		await visit(page, at('/sign-in'));
		await page.getByRole('link', { name: 'Forgot your password?' }).click();
		await page.waitForURL(at('/forgot'));
		await page.getByLabel('Email').fill(ida.email);
		await page.getByRole('button', { name: 'Send the link' }).click();
		await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
		await expectAccessible(page);
		await visit(page, await mailedLink(ida.email));
		await expectAccessible(page);
		await page.getByLabel('New password').fill('1234567890');
		await page.getByRole('button', { name: 'Set the password' }).click();
		await page.getByText('first passwords that people guess').waitFor();
		expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('newPassword');
		await page.getByLabel('New password').fill('a fresh long phrase');
		await page.getByRole('button', { name: 'Set the password' }).click();
		await page.getByText('Your new password is set').waitFor();
		await signIn(page, { email: ida.email, password: 'a fresh long phrase' });
		await page.waitForURL(at('/inbox'));
		expect((await app.as(elsewhere)('/inbox', { headers: { accept: '*/*' } })).status).toBe(401);
		await visit(page, await mailedLink(ida.email));
		await page.getByRole('heading', { name: 'This link does not work any more' }).waitFor();
	});
});

describe('a team', () => {
	it('grows by an invitation, changes roles and says goodbye', async () => {
		const ben = await personWithPassword(app.fresh.owner, 'Ben Boss');
		await joins(app.fresh.owner, ben, await organization(app.fresh.owner, 'Bens Gym'), 'owner');
		const page = await desk(browser, { expected: [/40\d/] });
		await visit(page, at('/sign-in?next=/settings/team'));
		await signIn(page, ben);
		await page.waitForURL(at('/settings/team'));
		await expectAccessible(page);
		await page.getByLabel('Email').fill('not an address');
		await page.getByRole('button', { name: 'Invite', exact: true }).click();
		await page.getByText('does not look right').waitFor();
		expect(await page.getByLabel('Email').inputValue()).toBe('not an address');
		await page.getByLabel('Email').fill('mia@example.com');
		await page.getByLabel('Role', { exact: true }).selectOption('viewer');
		await page.getByRole('button', { name: 'Invite', exact: true }).click();
		await page.getByRole('region', { name: 'Invited' }).getByText('mia@example.com').waitFor();
		expect(await page.getByLabel('Email').inputValue()).toBe('');
		await expectAccessible(page);

		// Her open page may ask for news in the moment between her removal and her leaving it.
		const hers = await phone(browser, { expected: [/401/] });
		await visit(hers, await mailedLink('mia@example.com'));
		await hers.getByRole('heading', { name: 'Join Bens Gym' }).waitFor();
		await expectAccessible(hers);
		await hers.getByLabel('Your name').fill('Mia Member');
		await hers.getByLabel('Password').fill('a long enough phrase');
		await hers.getByRole('button', { name: 'Join' }).click();
		await hers.waitForURL(at('/inbox'));
		await visit(hers, at('/settings/team'));
		await hers.getByRole('region', { name: 'Team' }).getByText('Mia Member').waitFor();
		expect(await hers.getByText('Invite somebody').count()).toBe(0);
		await expectNoSidewaysScroll(hers);

		await page.reload();
		await page.locator('html[data-ready]').waitFor({ state: 'attached' });
		await page.getByRole('button', { name: 'Role of Mia Member: Viewer' }).click();
		await page.getByRole('menuitem', { name: /^Admin/ }).click();
		await page.getByRole('button', { name: 'Role of Mia Member: Admin' }).waitFor();
		await hers.reload();
		await hers.getByText('Invite somebody').waitFor();
		await page.getByRole('button', { name: 'Role of Mia Member: Admin' }).click();
		await page.getByRole('menuitem', { name: 'Remove from the team' }).click();
		const question = page.getByRole('alertdialog', { name: 'Remove Mia Member from the team?' });
		await question.waitFor();
		await expectAccessible(page);
		await question.getByRole('button', { name: 'Cancel' }).click();
		await question.waitFor({ state: 'hidden' });
		await page.getByRole('button', { name: 'Role of Mia Member: Admin' }).click();
		await page.getByRole('menuitem', { name: 'Remove from the team' }).click();
		await question.getByRole('button', { name: 'Remove' }).click();
		await question.waitFor({ state: 'hidden' });
		expect(await page.getByText('mia@example.com').count()).toBe(0);
		await hers.goto(at('/inbox'));
		await hers.getByRole('heading', { name: 'You are in no organization' }).waitFor();
	});
});

describe('the pages', () => {
	it('please axe and fit a phone, in both schemes', async () => {
		for (const colorScheme of ['light', 'dark'] as const) {
			const page = await phone(browser, { colorScheme, expected: [/404/] });
			for (const path of [
				'/sign-in',
				'/forgot',
				'/sign-up',
				'/reset/unknown',
				'/sign-in?next=/settings/team'
			]) {
				await visit(page, at(path));
				await expectAccessible(page);
				await expectNoSidewaysScroll(page);
			}
			await signIn(page);
			await page.waitForURL(at('/settings/team'));
			for (const path of ['/settings/team', '/settings/security']) {
				await visit(page, at(path));
				await expectAccessible(page);
				await expectNoSidewaysScroll(page);
				const tab = await page
					.getByRole('navigation', { name: 'Settings' })
					.locator('[aria-current=page]')
					.boundingBox();
				expect(tab?.x).toBeGreaterThan(0);
				expect((tab?.x ?? 0) + (tab?.width ?? 0), 'the tab of this page is in sight').toBeLessThan(390);
			}
		}
	});

	it('let anybody create an organization where sign-up is open', async () => {
		const page = await desk(browser, { timezoneId: 'Europe/Vienna' });
		await visit(page, at('/sign-up'));
		expect(await page.getByLabel('Time zone').count(), 'asked once, when she is shown around').toBe(0);
		expect(await page.getByLabel('Password').count(), 'by the link in the mail').toBe(0);
		await page.getByLabel('Name of your organization').fill('Wiener Salon');
		await page.getByLabel('Your name').fill('Wanda');
		await page.getByLabel('Email').fill('wanda@example.com');
		await page.getByRole('button', { name: 'Create organization' }).click();
		await page.getByRole('heading', { name: 'Look into your mail' }).waitFor();
		await expectAccessible(page);
		await visit(page, await mailedLink('wanda@example.com'));
		await page.getByLabel('New password').fill('a long enough phrase');
		await page.getByRole('button', { name: 'Set the password' }).click();
		await page.getByText('Your new password is set').waitFor();
		await signIn(page, { email: 'wanda@example.com', password: 'a long enough phrase' });
		await page.waitForURL(at('/inbox'));
		await visit(page, at('/welcome'));
		await page.getByRole('heading', { level: 1, name: 'Welcome, Wanda' }).waitFor();
		expect(await page.getByLabel('Time zone').inputValue()).toBe('Europe/Vienna');
		await visit(page, at('/settings/outbox'));
		await page.getByText('Nothing was sent yet').waitFor();
		await expectAccessible(page);
	});
});
