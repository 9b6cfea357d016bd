import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sharedApp, type RunningApp } from '#support/app.ts';
import { desk, launchBrowser, phone, visit } from '#support/browser.ts';
import { expectPlace, press, reach } from '#support/keyboard.ts';
import { salon, type Salon } from '#support/salon.ts';
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
});
afterAll(() => app.stop());

const signedIn = (open: typeof desk) => openSignedIn({ app, browser }, open, lumi.owner);
const named = (page: Page) => (name: string) => page.getByRole('button', { name, exact: true });

/** Without a mouse: nothing here is clicked, and after each act the keyboard goes on from where it was. */
describe('by keyboard alone', () => {
	it('a quote is written, sent, found by its number, accepted, invoiced, paid, taken back and written again', async () => {
		const page = await signedIn(desk);
		const button = named(page);
		await visit(page, `${app.origin}/quotes/new?customer=${carla}`);
		await reach(page, page.getByLabel('Title'));
		await page.keyboard.type('Cut');
		await page.keyboard.press('Enter');
		await page.waitForURL(/quotes\/[0-9a-f-]{36}$/);
		await expectPlace(page, 'h1 Cut');
		await reach(page, page.getByLabel('What', { exact: true }));
		await page.keyboard.type('Cut and blow-dry');
		await reach(page, page.getByRole('textbox', { name: 'Price' }));
		await page.keyboard.type('60');
		await reach(page, page.getByLabel('How', { exact: true }));
		await page.keyboard.type('Portal');
		await press(page, button('Send quote'));
		await page.getByText('What did the customer say?').waitFor();
		await expectPlace(page, 'h2 What did the customer say');
		const number =
			(await page
				.getByText(/^Q-\d+$/)
				.first()
				.textContent()) ?? '';
		await page.keyboard.press('Control+k');
		await page.keyboard.type(number);
		const found = page.getByRole('option', { name: `${number} Cut` });
		await found.waitFor();
		await page.keyboard.press('Enter');
		await found.waitFor({ state: 'hidden' });
		await expectPlace(page);
		await press(page, button('Mark accepted'));
		await button('Make invoice').waitFor();
		await expectPlace(page, 'h2 Next');
		await press(page, button('Make invoice'));
		await button('Record payment').waitFor();
		await expectPlace(page, 'h2');
		await press(page, button('Record payment'));
		await page.getByText('All of it was received.', { exact: false }).waitFor();
		await expectPlace(page, 'h2');
		await press(page, page.getByText('Mark unpaid', { exact: false }).first());
		await press(page, button('Mark unpaid'));
		await button('Record payment').waitFor();
		await expectPlace(page);
		await press(page, button('Duplicate'));
		await page.getByRole('button', { name: 'Send quote' }).waitFor();
		await expectPlace(page, 'h1 Cut');
	});

	it('settings are saved, and the portal switched off and on', async () => {
		const page = await signedIn(desk);
		await visit(page, `${app.origin}/settings/branding`);
		const button = named(page);
		const toast = page.locator('.toaster');
		for (const what of ['brand', 'loyalty']) {
			await press(page, button(`Save ${what}`));
			await toast.getByText(new RegExp(`^${what} saved`, 'i')).waitFor();
			await expectPlace(page, `button Save ${what}`);
		}
		const portal = page.getByRole('switch', { name: 'Customer portal' });
		await press(page, portal, 'Space');
		await press(page, page.getByRole('button', { name: 'Turn off' }));
		await page.getByText('answers "not found"', { exact: false }).waitFor();
		await expectPlace(page, 'input');
		expect(await portal.evaluate((element) => element === document.activeElement)).toBe(true);
		await page.keyboard.press('Space');
		await page.getByText('Each customer has a private page.', { exact: false }).waitFor();
		await expectPlace(page, 'input');
		await visit(page, `${app.origin}/settings/business`);
		await press(page, button('Save business'));
		await toast.getByText('Business saved').waitFor();
		await expectPlace(page, 'button Save business');
		await visit(page, `${app.origin}/settings/quotes`);
		await press(page, button('Save'));
		await toast.getByText(/^Saved/).waitFor();
		await expectPlace(page, 'button Save');
	});

	it('a help article is found helpful and then not, and leads on', async () => {
		const page = await signedIn(desk);
		await visit(page, `${app.origin}/help/referrals`);
		for (const name of ['Yes', 'No']) {
			await press(page, page.getByRole('button', { name, exact: true }));
			await page.locator(`button[aria-pressed=true]`, { hasText: name }).waitFor();
			await expectPlace(page, `button ${name}`);
		}
	});

	it('a case is noted upon, closed and opened again', async () => {
		const id = randomUUID();
		await app.fresh.owner`insert into inquiries (org_id, id, number, customer_id, subject)
			values (${lumi.orgId}, ${id}, 900, ${carla}, 'Wedding in May')`;
		const page = await signedIn(desk);
		await visit(page, `${app.origin}/inbox/${id}`);
		await reach(page, page.getByRole('radio', { name: 'Reply' }));
		await page.keyboard.press('ArrowRight');
		await reach(page, page.getByRole('textbox', { name: 'Note to your team' }));
		await page.keyboard.type('Likes it short');
		await press(page, page.getByRole('button', { name: 'Add note' }));
		await page.getByRole('region', { name: 'Conversation' }).getByText('Likes it short').waitFor();
		await expectPlace(page);
		await page.keyboard.press('Escape');
		await press(page, page.getByRole('button', { name: 'Close case' }).first());
		await reach(page, page.getByRole('radio', { name: 'Won' }));
		await page.keyboard.press('Space');
		await press(page, page.getByRole('dialog').getByRole('button', { name: 'Close case' }));
		await page.getByRole('button', { name: 'Reopen' }).waitFor();
		await expectPlace(page, 'h1 Wedding in May');
		await press(page, page.getByRole('button', { name: 'Reopen' }));
		await page.getByRole('button', { name: 'Close case' }).first().waitFor();
		await expectPlace(page, 'h1 Wedding in May');
	});

	it('somebody sets up her business on a phone, and sees where she is', async () => {
		await app.fresh.owner`update organizations set setting_up = true where id = ${lumi.orgId}`;
		const page = await signedIn(phone);
		await visit(page, `${app.origin}/welcome?step=business`);
		await reach(page, page.getByRole('button', { name: 'Continue' }));
		await expectPlace(page, 'button Continue');
		await page.keyboard.press('Enter');
		await page.getByText('We have prepared something for you').waitFor();
		await expectPlace(page);
		await press(page, page.getByRole('button', { name: 'Continue' }));
		await page.getByText('Who is your first customer?').waitFor();
		await reach(page, page.getByLabel('Name', { exact: true }));
		await page.keyboard.type('Nora');
		await press(page, page.getByRole('button', { name: 'Add customer' }));
		await page.getByText(`${app.origin}/c/`).waitFor();
		await expectPlace(page);
		await press(page, page.getByRole('button', { name: 'To the inbox' }));
		await page.waitForURL(/\/inbox/);
	});
});
