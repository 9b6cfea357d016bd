import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedApp, type RunningApp } from '#support/app.ts';
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
import { salon, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';

let app: RunningApp;
let browser: Browser;
let lumi: Salon;
let carla: Salon['customers'][number];

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	lumi = await salon(app, 'Studio Lumi');
	carla = lumi.customers[0] as typeof carla;
	await app.fresh.owner`update customers set email = 'carla@mail.example' where id = ${carla.id}`;
	await app.fresh
		.owner`update organizations set tax_bp = 900, payment_instructions = 'By transfer to IE00 DEMO.' where id = ${lumi.orgId}`;
});
afterAll(() => app.stop());

const signedIn = (open: typeof desk) => openSignedIn({ app, browser }, open, lumi.owner);
const portal = async (options = {}) => {
	const page = await phone(browser, options);
	await page.goto(`${app.origin}/c/${carla.token}`);
	return page;
};
const saved = (page: Page) =>
	page
		.getByRole('status')
		.filter({ hasText: /^Saved$/ })
		.waitFor();

describe('from quote to receipt', () => {
	test('the owner offers, the customer sees, the owner marks what became of it', async () => {
		const page = await signedIn(desk);
		await visit(page, `${app.origin}/customers/${carla.id}`);
		await page.getByRole('link', { name: 'New quote' }).click();
		await page.getByLabel('Title').fill('Wedding morning');
		await page.getByRole('button', { name: 'Write the quote' }).click();

		const line = (place: number) => page.locator('[data-line]').nth(place);
		await line(0).getByLabel('What').fill('Bridal hair');
		await line(0).getByLabel('Price').fill('200');
		await page.getByRole('button', { name: 'Add a line' }).click();
		await line(1).getByLabel('What').fill('Travel, per km');
		await line(1).getByLabel('Quantity').fill('37.5');
		await line(1).getByLabel('Price').fill('0.80');
		await line(1).getByLabel('Discount').fill('10%');
		await page.getByText('€227.00').first().waitFor();
		await saved(page);
		// Ordered by the keyboard, and it stays so.
		await page.getByRole('button', { name: 'Move line 2 of 2' }).press('ArrowUp');
		await saved(page);
		await page.reload();
		expect(await line(0).getByLabel('What').inputValue()).toBe('Travel, per km');
		await expectAccessible(page);
		await screenshot(page, 'quote-editor-desk', true);

		expect(await (await portal()).getByText('Wedding morning').count(), 'a draft is the business’s own').toBe(
			0
		);

		await page.getByLabel('How', { exact: true }).selectOption('portal');
		await page.getByRole('button', { name: 'Send quote' }).click();
		await page
			.getByText(/^Q-\d+$/)
			.first()
			.waitFor();
		await screenshot(page, 'quote-sent-desk', true);

		for (const options of [{}, withoutJavaScript]) {
			const her = await portal(options);
			const card = her.getByRole('region', { name: 'Quotes' });
			await card.getByText('Wedding morning').waitFor();
			await card.getByText('€227.00').first().waitFor();
			await card.getByText('Write to Studio Lumi under Messages', { exact: false }).waitFor();
			expect(await card.getByRole('button').allTextContents()).toEqual([expect.stringMatching(/PDF/)]);
			if (options !== withoutJavaScript) await expectAccessible(her);
			await expectNoSidewaysScroll(her);
			await screenshot(her, 'quote-portal-phone', true);
		}

		await page.getByRole('button', { name: 'Mark accepted' }).click();
		await page.getByRole('button', { name: 'Make invoice' }).click();
		await page
			.getByText(/^INV-\d+$/)
			.first()
			.waitFor();
		await page.getByLabel('Amount').fill('100');
		await page.getByRole('button', { name: 'Record payment' }).click();
		await page.getByText('Partly paid').waitFor();
		await expectAccessible(page);
		await screenshot(page, 'quote-invoice-desk', true);
		const owing = await portal(withoutJavaScript);
		// It waits for her, so it is open without a script.
		await owing.getByText('An invoice is to be paid').waitFor();
		await owing.getByText('By transfer to IE00 DEMO.').waitFor();
		await owing.getByText('€127.00').first().waitFor();
		await owing
			.getByText(/^Due by /)
			.first()
			.waitFor();
		await screenshot(owing, 'quote-invoice-phone', true);

		await page.getByLabel('Amount').fill('500');
		await page.getByRole('button', { name: 'Record payment' }).click();
		await page.getByText('Only €127.00 is open.').waitFor();
		expect(await page.getByLabel('Amount').inputValue()).toBe('500');
		await page.getByLabel('Amount').fill('127');
		await page.getByRole('button', { name: 'Record payment' }).click();
		await page.getByText('All of it was received.', { exact: false }).waitFor();

		const her = await portal();
		const receipts = her.getByRole('region', { name: 'Receipts' });
		const [download] = await Promise.all([
			her.waitForEvent('download'),
			receipts
				.getByRole('button', { name: /^PDF R-/ })
				.first()
				.click()
		]);
		expect(download.suggestedFilename()).toMatch(/^R-\d+\.pdf$/);

		await page.getByText('Refund €227.00 …').click();
		await page.getByRole('button', { name: 'Refund €227.00' }).click();
		await page.getByText('This is final.', { exact: false }).waitFor();
		const [inquiry] = await app.fresh
			.owner`select status, outcome from inquiries where customer_id = ${carla.id}`;
		expect(inquiry).toEqual({ status: 'closed', outcome: 'lost' });
		await visit(page, `${app.origin}/quotes`);
		await page.getByRole('link', { name: /Wedding morning/ }).waitFor();
		await screenshot(page, 'quotes-desk', true);
	});

	test('by mail, in words that follow the draft until she writes her own; dragged, previewed, kept as a template', async () => {
		const page = await openSignedIn({ app, browser }, desk, lumi.owner, { expected: [/400/] });
		await visit(page, `${app.origin}/quotes/new`);
		await screenshot(page, 'quote-for-whom-desk');
		await page.getByRole('list', { name: 'Lately in touch' }).getByRole('link', { name: carla.name }).click();
		await page.getByLabel('Title').fill('First words');
		await page.getByRole('button', { name: 'Write the quote' }).click();
		await page.getByRole('button', { name: 'Send quote' }).click();
		const nothing = page.getByText('Add a line first', { exact: false });
		await nothing.waitFor();
		const line = (place: number) => page.locator('[data-line]').nth(place);
		await line(0).getByLabel('What').fill('Cut');
		await line(0).getByLabel('Price').fill('0.125');
		await page.getByText('Price: EUR has 2 decimals.', { exact: false }).waitFor();
		await screenshot(page, 'quote-wrong-desk', true);
		await line(0).getByLabel('Price').fill('40');
		await saved(page);
		await nothing.waitFor({ state: 'detached' });

		const words = page.getByLabel('Message');
		await page.getByLabel('Title').fill('Second words');
		await saved(page);
		await expect.poll(() => words.inputValue()).toContain('here is your quote “Second words”');
		await words.fill('In my own words');
		await page.getByRole('button', { name: 'Add a line' }).click();
		await line(1).getByLabel('What').fill('Toner');
		await line(1).getByLabel('Price').fill('20');
		await page.getByLabel('Title').fill('Third words');
		await saved(page);
		expect(await words.inputValue()).toBe('In my own words');

		const from = await line(1).locator('.handle').boundingBox();
		const to = await line(0).boundingBox();
		await page.mouse.move((from?.x ?? 0) + 8, (from?.y ?? 0) + 8);
		await page.mouse.down();
		await page.mouse.move((from?.x ?? 0) + 8, (to?.y ?? 0) + 4, { steps: 5 });
		await page.mouse.up();
		await expect.poll(() => line(0).getByLabel('What').inputValue()).toBe('Toner');
		await saved(page);

		const [preview] = await Promise.all([
			page.waitForEvent('popup'),
			page.getByRole('link', { name: 'As the customer sees it' }).click()
		]);
		await preview.getByText('Third words').first().waitFor();
		await preview.close();

		await page.getByText('Save as template …').click();
		await page.getByLabel('Name of the template').fill('Colour');
		await page.getByRole('button', { name: 'Save template' }).click();
		await page.getByText('The template is kept.').waitFor();

		await page.getByLabel('How', { exact: true }).selectOption('email');
		await page.getByLabel('Valid until').fill('2020-01-01');
		await page.getByRole('button', { name: 'Send quote' }).click();
		const passed = page.getByText('This day has passed.', { exact: false });
		await passed.waitFor();
		expect(await page.getByLabel('Valid until').getAttribute('aria-invalid')).toBe('true');
		expect(await words.inputValue()).toBe('In my own words');
		await page.getByLabel('Valid until').fill('');
		await saved(page);
		await passed.waitFor({ state: 'detached' });
		await page.getByRole('button', { name: 'Send quote' }).click();
		await page.getByText('The quote has its number.', { exact: false }).waitFor();
		// No mail server is set up here, and nothing else is said.
		await page.getByText(/queued the quote by email/).waitFor();
		const [sent] = await app.fresh.owner<{ body: string }[]>`
			select body from messages where org_id = ${lumi.orgId} and channel = 'email' and body = 'In my own words'`;
		expect(sent).toBeDefined();

		await visit(page, `${app.origin}/settings/quotes`);
		await page.getByRole('button', { name: 'Save', exact: true }).click();
		await page.getByText('Saved. It holds for new quotes and papers.').waitFor();
		await screenshot(page, 'quote-settings-desk', true);
		await visit(page, `${app.origin}/quotes/new?customer=${carla.id}`);
		await page.getByRole('button', { name: 'Write the quote' }).click();
		await page.getByText('The title is missing.').waitFor();
		await page.keyboard.type('From a template');
		await page.getByLabel('Begin with').selectOption({ label: 'Colour' });
		await page.getByRole('button', { name: 'Write the quote' }).click();
		await expect.poll(() => line(0).getByLabel('What').inputValue()).toBe('Toner');
		await visit(page, `${app.origin}/settings/quotes`);
		await page.getByLabel('Usual tax').fill('nine');
		await page.getByRole('button', { name: 'Save', exact: true }).click();
		await expect.poll(() => page.getByLabel('Usual tax').getAttribute('aria-invalid')).toBe('true');
		await page.getByRole('button', { name: 'Delete template “Colour”' }).click();
		await page.getByText('The template is deleted.').waitFor();
		await page.getByText('No templates yet.').waitFor();
		expect(await page.getByLabel('Usual tax').inputValue(), 'nothing typed is lost').toBe('nine');
	});

	test('on a phone without JavaScript it still saves, says what is wrong and is sent', async () => {
		const page = await openSignedIn({ app, browser }, phone, lumi.owner, withoutJavaScript);
		await page.goto(`${app.origin}/quotes/new?customer=${carla.id}`);
		await page.getByLabel('Title').fill('لمسة شعر ✂️');
		await page.getByRole('button', { name: 'Write the quote' }).click();
		await page.locator('[data-line] .what input').first().fill('قص وتصفيف');
		await page.locator('[data-line] .price input').first().fill('much');
		await page.getByRole('button', { name: 'Save', exact: true }).last().click();
		await page.getByText('Write an amount such as 120.50.').waitFor();
		expect(await page.locator('[data-line] .price input').first().inputValue()).toBe('much');
		await page.locator('[data-line] .price input').first().fill('30');
		await page.getByRole('button', { name: 'Save', exact: true }).last().click();
		await page.getByText('€30.00').first().waitFor();
		await screenshot(page, 'quote-editor-phone', true);
		await page.getByRole('button', { name: 'Send quote' }).click();
		await page
			.getByText(/^Q-\d+$/)
			.first()
			.waitFor();
	});

	test('two who write or send the same quote notice each other', async () => {
		const one = await openSignedIn({ app, browser }, desk, lumi.owner, { expected: [/409/] });
		await visit(one, `${app.origin}/quotes/new?customer=${carla.id}`);
		await one.getByLabel('Title').fill('Colour');
		await one.getByRole('button', { name: 'Write the quote' }).click();
		await one.locator('[data-line]').first().waitFor();
		const other = await openSignedIn({ app, browser }, desk, lumi.owner, { expected: [/409/] });
		await visit(other, one.url());
		await one.locator('.what input').first().fill('Mine');
		await saved(one);
		await other.locator('.what input').first().fill('Theirs');
		await other.getByText('Somebody else saved this quote meanwhile').waitFor();
		expect(await other.locator('.what input').first().inputValue()).toBe('Theirs');
		await other.getByRole('button', { name: 'Keep mine' }).click();
		await saved(other);

		await other.locator('.price input').first().fill('30');
		await saved(other);
		await visit(one, one.url());
		for (const page of [one, other]) await page.getByLabel('How', { exact: true }).selectOption('portal');
		await other.getByRole('button', { name: 'Send quote' }).click();
		await other.getByText('The quote has its number.', { exact: false }).waitFor();
		await one.getByLabel('Message').fill('My own words');
		await one.getByRole('button', { name: 'Send quote' }).click();
		await one.getByText('You have sent this quote meanwhile, so it was not sent again.').waitFor();
		// The page is now as it is for the other, with the words that were typed.
		const again = one.getByRole('button', { name: 'Send again' });
		await again.waitFor();
		expect(await one.getByLabel('Message').inputValue()).toBe('My own words');

		await other.getByRole('button', { name: 'Send again' }).click();
		await other.getByText('The quote goes out again.').waitFor();
		await again.click();
		await one.getByText('You have sent it meanwhile, so it was not sent again.').waitFor();
		await again.click();
		await one.getByText('The quote goes out again.').waitFor();
		const told = await app.fresh.owner`select from quote_events
			where org_id = ${lumi.orgId} and quote_id = ${one.url().split('/').at(-1) ?? ''} and kind = 'told'`;
		expect(told).toHaveLength(3);
	});
});
