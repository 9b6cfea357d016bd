import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
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
import { customer } from '#support/customers.ts';
import { salon, type Asking, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';

let app: RunningApp;
let browser: Browser;
let lumi: Salon;

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	lumi = await salon(app, 'Studio Lumi');
});
afterAll(() => app.stop());

const signedIn = (open: typeof desk, who: Asking, options: PageOptions = {}): Promise<Page> =>
	openSignedIn({ app, browser }, open, who, options);

const list = () => `${app.origin}/customers`;
const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const named = async (name: string) =>
	(await app.fresh.owner`select from customers where org_id = ${lumi.orgId} and name = ${name}`).length;
const csv = (text: string, name = 'kunden.csv') => ({
	name,
	mimeType: 'text/csv',
	buffer: Buffer.from(text)
});

describe('an owner at her desk', () => {
	it('finds a customer as she types, and the address remembers it', async () => {
		const page = await signedIn(desk, lumi.owner);
		await visit(page, list());
		await expectAccessible(page);
		const search = page.getByRole('searchbox', { name: 'Search customers' });
		await search.pressSequentially('dana');
		await page.waitForURL('**/customers?q=dana');
		await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
		expect(await search.evaluate((box) => box === document.activeElement)).toBe(true);
		await search.fill('nobody of that name');
		await page.getByText('Nobody matches “nobody of that name”').waitFor();
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Clear the search' }).click();
		await page.getByRole('link', { name: 'Carla Customer' }).waitFor();
		expect(await search.inputValue()).toBe('');
	});

	it('goes from the list to a customer and back by keyboard alone', async () => {
		const page = await signedIn(desk, lumi.owner);
		await visit(page, list());
		const keys = page.keyboard;
		const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
		await keys.press('/');
		await keys.type('customer');
		await page.waitForURL('**/customers?q=customer');
		await keys.press('ArrowDown');
		expect(await focused()).toContain('Carla');
		await keys.press('j');
		expect(await focused()).toContain('Dana');
		await keys.press('k');
		expect(await focused()).toContain('Carla');
		await keys.press('Enter');
		await heading(page, 'Carla Customer').waitFor();
		await page.goBack();
		await page.waitForURL('**/customers?q=customer');
	});

	it('finds a case by its number and a customer by name from anywhere', async () => {
		const carla = lumi.customers[0]?.id ?? '';
		await app.fresh.owner`update organizations set case_prefix = 'YS' where id = ${lumi.orgId}`;
		await app.fresh
			.owner`insert into inquiries (org_id, number, customer_id, subject) values (${lumi.orgId}, 123, ${carla}, 'A wedding in May')`;
		const page = await signedIn(desk, lumi.owner);
		await visit(page, `${app.origin}/customers/new`);
		await page.keyboard.press('Control+k');
		const box = page.getByRole('combobox', { name: 'Search customers and cases' });
		await box.fill('ys-123');
		await page.getByRole('option', { name: /YS-000123/ }).waitFor();
		await expectAccessible(page);
		await page.keyboard.press('Enter');
		await page.waitForURL('**/inbox/*');
		await heading(page, /A wedding in May/).waitFor();
		await page.keyboard.press('Control+k');
		await box.fill('dana');
		await page.getByRole('option', { name: /Dana Customer/ }).waitFor();
		await page.keyboard.press('Enter');
		await heading(page, 'Dana Customer').waitFor();
	});

	it('adds a customer: mistakes are named beside their fields, what was typed stays, a double press adds one', async () => {
		const page = await signedIn(desk, lumi.owner);
		await visit(page, list());
		await page.getByRole('link', { name: 'Add customer' }).click();
		await heading(page, 'Add a customer').waitFor();
		await page.getByLabel('Email').fill('not an address');
		await page.getByRole('button', { name: 'Add customer' }).click();
		await page.getByText('The name is missing.').waitFor();
		expect(await page.getByLabel('Email').inputValue()).toBe('not an address');
		expect(await page.getByLabel('Email').getAttribute('aria-invalid')).toBe('true');
		await expect
			.poll(() => page.getByLabel('Name').evaluate((field) => field === document.activeElement))
			.toBe(true);
		await expectAccessible(page);
		await page.getByLabel('Name').fill('Nele New');
		await page.getByLabel('Email').fill('nele@example.com');
		await page.getByRole('button', { name: 'Add customer' }).dblclick();
		await heading(page, 'Nele New').waitFor();
		expect(await named('Nele New')).toBe(1);
		await expectAccessible(page);
	});

	it('is asked before she leaves what she typed, unless she cancels, has typed nothing or was signed out', async () => {
		const page = await signedIn(desk, lumi.owner, { expected: [/status of 401/] });
		const asked: string[] = [];
		let leave = false;
		page.on('dialog', (dialog) => {
			asked.push(dialog.message());
			void (leave ? dialog.accept() : dialog.dismiss());
		});
		const away = () => page.getByRole('link', { name: 'Quotes', exact: true }).click();
		await visit(page, `${app.origin}/customers/new`);
		await page.getByLabel('Name').focus();
		await away();
		await heading(page, 'Quotes').waitFor();
		await visit(page, `${app.origin}/customers/new`);
		await page.getByLabel('Name').fill('Uma Unsaved');
		await away();
		await expect.poll(() => asked).toEqual(['What you typed here is not saved. Leave this page without it?']);
		expect(await page.getByLabel('Name').inputValue()).toBe('Uma Unsaved');
		const cookies = await page.context().cookies();
		await page.context().clearCookies();
		await page.getByRole('button', { name: 'Add customer' }).click();
		await page.getByRole('status').getByText('You are signed out.').waitFor();
		expect(await page.getByLabel('Name').inputValue()).toBe('Uma Unsaved');
		await page.context().addCookies(cookies);
		leave = true;
		await away();
		await heading(page, 'Quotes').waitFor();
		expect(asked).toHaveLength(2);
		await visit(page, `${app.origin}/customers/new`);
		await page.getByLabel('Name').fill('Uma Unsaved');
		await page.getByRole('link', { name: 'Cancel' }).click();
		await heading(page, 'Customers').waitFor();
		expect(asked).toHaveLength(2);
		expect(await named('Uma Unsaved')).toBe(0);
	});

	it('keeps what she typed when the connection is lost, and saves it once it is back', async () => {
		const page = await signedIn(desk, lumi.owner, { expected: [/ERR_INTERNET_DISCONNECTED/] });
		await visit(page, `${app.origin}/customers/new`);
		await page.getByLabel('Name').fill('Olga Offline');
		await page.context().setOffline(true);
		await page.getByRole('button', { name: 'Add customer' }).click();
		await page.getByText('This did not get through. Check your connection and try again.').waitFor();
		expect(await page.getByLabel('Name').inputValue()).toBe('Olga Offline');
		await expectAccessible(page);
		await page.context().setOffline(false);
		await page.getByRole('button', { name: 'Add customer' }).click();
		await heading(page, 'Olga Offline').waitFor();
		expect(await named('Olga Offline')).toBe(1);
	});

	it('is asked about a duplicate, which Enter does not wave through', async () => {
		const page = await signedIn(desk, lumi.owner);
		await visit(page, `${app.origin}/customers/new`);
		await page.getByLabel('Name').fill('Nele Twin');
		await page.getByLabel('Email').fill('NELE@example.com');
		await page.keyboard.press('Enter');
		await page.getByText('Is this the same person?').waitFor();
		await expectAccessible(page);
		await page.getByLabel('Name').focus();
		await page.keyboard.press('Enter');
		await page.waitForTimeout(300);
		expect(await named('Nele Twin')).toBe(0);
		await page.getByRole('button', { name: 'Add anyway' }).click();
		await heading(page, 'Nele Twin').waitFor();
		expect(await named('Nele Twin')).toBe(1);
	});

	it('is told when a colleague changed the same customer meanwhile, and loses nothing', async () => {
		const shared = await customer(app.fresh.owner, lumi.orgId, 'Shared Sara');
		const [first, second] = [
			await signedIn(desk, lumi.owner),
			await signedIn(desk, await lumi.colleague('agent'))
		];
		for (const page of [first, second]) await visit(page, `${app.origin}/customers/${shared.id}/edit`);
		await first.getByLabel('Phone').fill('030 5556677');
		await first.getByRole('button', { name: 'Save' }).click();
		await heading(first, 'Shared Sara').waitFor();
		await second.getByLabel('Name').fill('Sara Married');
		await second.getByRole('button', { name: 'Save' }).click();
		await second.getByText('Somebody else changed this customer').waitFor();
		expect(await second.getByRole('alert').textContent()).toContain('030 5556677');
		expect(await second.getByLabel('Name').inputValue()).toBe('Sara Married');
		await expectAccessible(second);
		await second.getByLabel('Phone').fill('030 5556677');
		await second.getByRole('button', { name: 'Save' }).click();
		await heading(second, 'Sara Married').waitFor();
		expect(await second.getByRole('link', { name: '030 5556677' }).count()).toBe(1);
	});

	it('imports a file: sees what is in it, says what a column means, and takes the good rows', async () => {
		const page = await signedIn(desk, lumi.owner, { expected: [/ERR_INTERNET_DISCONNECTED/] });
		await visit(page, list());
		await page.getByRole('link', { name: 'Import' }).click();
		await heading(page, 'Import customers').waitFor();
		await page.getByRole('button', { name: 'Preview' }).click();
		await page.getByText('Choose a file first.').waitFor();
		await page.getByLabel('File', { exact: true }).setInputFiles(csv('PK\u0003\u0004', 'kunden.xlsx'));
		await page.getByRole('button', { name: 'Preview' }).click();
		await page.getByText('Save it as CSV').waitFor();
		await page.getByLabel('File', { exact: true }).setInputFiles(csv('Name;E-Mail\n'));
		await page.getByRole('button', { name: 'Preview' }).click();
		await page.getByText('This file holds nobody').waitFor();
		await page.getByRole('button', { name: 'Choose another file' }).click();
		// More than the server takes of any form, so that it cannot be the one to say what is wrong.
		const folder = await mkdtemp(join(tmpdir(), 'hub-large-'));
		onTestFinished(() => rm(folder, { recursive: true }));
		const large = join(folder, 'large.csv');
		await writeFile(large, '');
		await truncate(large, 33_000_000);
		await page.getByLabel('File', { exact: true }).setInputFiles(large);
		await page.getByRole('button', { name: 'Preview' }).click();
		await page.getByText('This file is larger than 5 MB.').waitFor();
		await page
			.getByLabel('File', { exact: true })
			.setInputFiles(
				csv('Spitzname;E-Mail\nIda Import;ida@example.com\nIgor Import;igor@example.com\nBad;bad')
			);
		await page.getByRole('button', { name: 'Preview' }).click();
		await page.getByText('Which column holds the names?').waitFor();
		await page.getByLabel('Spitzname').selectOption('Name');
		await page.getByRole('button', { name: 'Import the 2 good rows' }).waitFor();
		await page.getByText('Row 4').waitFor();
		await expectAccessible(page);
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('link', { name: 'Download these rows' }).click()
		]);
		expect(download.suggestedFilename()).toBe('rows-to-mend.csv');
		await page.context().setOffline(true);
		await page.getByRole('button', { name: 'Import the 2 good rows' }).click();
		await page.getByText('This did not get through.').waitFor();
		await page.context().setOffline(false);
		await page.getByRole('button', { name: 'Import the 2 good rows' }).dblclick();
		await page.getByText('2 customers added').waitFor();
		await expectAccessible(page);
		expect([await named('Ida Import'), await named('Igor Import')]).toEqual([1, 1]);
		await page.getByRole('link', { name: 'See your customers' }).click();
		await page.getByRole('link', { name: 'Ida Import' }).waitFor();
	});

	it('is told on a customer’s page that the portal is off, where there is nothing to share', async () => {
		const page = await signedIn(desk, lumi.owner);
		const carla = `${app.origin}/customers/${lumi.customers[0]?.id ?? ''}`;
		await visit(page, carla);
		await page.getByRole('button', { name: 'Share portal' }).waitFor();
		await app.fresh.owner`update organizations set portal_enabled = false where id = ${lumi.orgId}`;
		await visit(page, carla);
		await page.getByText('The customer portal is off').waitFor();
		expect(await page.getByRole('button', { name: 'Share portal' }).count()).toBe(0);
		await app.fresh.owner`update organizations set portal_enabled = true where id = ${lumi.orgId}`;
	});

	it('sees a page that could not be loaded with a way to try again', async () => {
		const page = await signedIn(desk, lumi.owner, { expected: [/./] });
		await visit(page, list());
		await page.route('**/customers/__data.json*', (route) =>
			route.fulfill({ status: 503, contentType: 'text/plain', body: 'Not now.' })
		);
		await page.getByRole('link', { name: 'Newest' }).click();
		await page.getByRole('link', { name: 'Retry' }).waitFor();
		await page.unroute('**/customers/__data.json*');
		await page.getByRole('link', { name: 'Retry' }).click();
		await page.waitForURL('**/customers?sort=newest');
		await page.getByRole('link', { name: 'Carla Customer' }).waitFor();
	});
});

describe('on a phone', () => {
	it('a double tap on More opens it, and does nothing that lies in it', async () => {
		const page = await signedIn(phone, lumi.owner);
		await visit(page, list());
		const more = await page.getByRole('button', { name: 'More' }).boundingBox();
		if (!more) throw new Error('There is no More.');
		const [x, y] = [more.x + more.width / 2, more.y + more.height / 2];
		await page.touchscreen.tap(x, y);
		await page.touchscreen.tap(x, y);
		const item = page.getByRole('button', { name: 'Sign out everywhere' });
		await item.waitFor();
		expect((await item.boundingBox())?.y).toBeLessThan(more.y);
		await visit(page, list());
		expect(new URL(page.url()).pathname).toBe('/customers');
	});

	it('the longest, the shortest and the strangest of names fit, in the list and on their pages', async () => {
		const page = await signedIn(phone, lumi.owner);
		for (const name of [
			'W'.repeat(200),
			'x',
			'محمد بن عبد الله الخوارزمي',
			'👩🏽‍🎨 Zoë 🎉',
			`${'Maria-'.repeat(33)}A`
		]) {
			const made = await customer(app.fresh.owner, lumi.orgId, name);
			await visit(page, `${app.origin}/customers/${made.id}`);
			await heading(page, name).waitFor();
			await expectNoSidewaysScroll(page);
			await expectAccessible(page);
			await visit(page, `${app.origin}/customers/${made.id}/edit`);
			await expectNoSidewaysScroll(page);
		}
		await visit(page, list());
		await expectNoSidewaysScroll(page);
		await expectAccessible(page);
		await page.getByRole('searchbox').fill('محمد');
		await page.waitForURL(/q=/);
		await expect.poll(() => page.locator('tbody tr').count()).toBe(1);
		await page.locator('tbody a').tap();
		await heading(page, /محمد/).waitFor();
	});

	it('a file can be imported', async () => {
		const page = await signedIn(phone, lumi.owner);
		await visit(page, `${app.origin}/customers/import`);
		await expectAccessible(page);
		await page.getByLabel('File', { exact: true }).setInputFiles({
			name: 'contacts.vcf',
			mimeType: 'text/vcard',
			buffer: Buffer.from('BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Vera Card\r\nEND:VCARD\r\n')
		});
		await page.getByRole('button', { name: 'Preview' }).tap();
		await page.getByRole('button', { name: 'Import 1 customer' }).waitFor();
		await expectNoSidewaysScroll(page);
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Import 1 customer' }).tap();
		await page.getByText('1 customer added').waitFor();
	});
});

describe('without JavaScript', () => {
	it('customers are searched, added, changed and imported all the same', async () => {
		const page = await signedIn(desk, lumi.owner, withoutJavaScript);
		await page.goto(list());
		await page.getByRole('searchbox').fill('dana');
		await page.getByRole('button', { name: 'Search', exact: true }).last().click();
		expect(new URL(page.url()).search).toBe('?q=dana');
		expect(await page.locator('tbody tr').count()).toBe(1);

		await page.goto(`${app.origin}/customers/new`);
		await page.getByLabel('Email').fill('plain@example.com');
		await page.getByRole('button', { name: 'Add customer' }).click();
		expect(await page.getByText('The name is missing.').count()).toBe(1);
		expect(await page.getByLabel('Email').inputValue()).toBe('plain@example.com');
		await page.getByLabel('Name').fill('Plain Paula');
		await page.getByRole('button', { name: 'Add customer' }).click();
		expect(await heading(page, 'Plain Paula').count()).toBe(1);

		await page.getByRole('link', { name: 'Edit' }).click();
		await page.getByLabel('Name').fill('Plain Paulina');
		await page.getByRole('button', { name: 'Save' }).click();
		expect(await heading(page, 'Plain Paulina').count()).toBe(1);

		await page.goto(`${app.origin}/customers/import`);
		await page
			.getByLabel('File', { exact: true })
			.setInputFiles(csv('Wer;E-Mail\nPlain Import;pi@example.com'));
		await page.getByRole('button', { name: 'Preview' }).click();
		await page.getByLabel('Wer').selectOption('Name');
		await page.getByRole('button', { name: 'Apply' }).click();
		await page.getByRole('button', { name: 'Import 1 customer' }).click();
		expect(await page.getByText('1 customer added').count()).toBe(1);
		expect(await named('Plain Import')).toBe(1);
	});
});

describe('a viewer', () => {
	it('has nothing to press that would change anything', async () => {
		const page = await signedIn(desk, await lumi.colleague('viewer'));
		await visit(page, list());
		for (const name of ['Add customer', 'Import'])
			expect(await page.getByRole('link', { name, exact: true }).count()).toBe(0);
		await page.getByRole('link', { name: 'Carla Customer' }).click();
		await heading(page, 'Carla Customer').waitFor();
		expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
		await expectAccessible(page);
	});
});

describe('a new business', () => {
	it('is shown one thing to do', async () => {
		const fresh = await salon(app, 'Brand New');
		await app.fresh.owner`delete from customers where org_id = ${fresh.orgId}`;
		const page = await signedIn(desk, fresh.owner);
		await visit(page, list());
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Add your first customer' }).click();
		await heading(page, 'Add a customer').waitFor();
	});
});
