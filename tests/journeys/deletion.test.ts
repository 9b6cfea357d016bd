import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
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
import { customer } from '#support/customers.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import type { MemberRole } from '#hub/organizations/actor.ts';
import { joins, signedInPerson } from '#support/people.ts';
import { openSignedIn } from '#support/signed-in.ts';

let app: RunningApp;
let browser: Browser;
let sql: Sql;
let lumi: Whole;
let carla: Whole['customers'][number];
let link: string;

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	sql = app.fresh.owner;
	lumi = await wholeOrganization(sql, 'Studio Lumi');
	carla = lumi.customers[0] as typeof carla;
	const token = newPortalToken();
	link = `${app.origin}/c/${token}`;
	await sql`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla.id}`;
	await sql`update documents set thumbnail_key = null where org_id = ${lumi.orgId}`;
});
afterAll(() => app.stop());
beforeEach(async () => {
	await sql`delete from customer_data_requests where org_id = ${lumi.orgId}`;
});

const card = (page: Page) => page.getByRole('region', { name: 'Your privacy', exact: true });
const statuses = async () =>
	(
		await sql<
			{ status: string }[]
		>`select status from customer_data_requests where org_id = ${lumi.orgId} order by requested_at`
	).map(({ status }) => status);

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
			await card(page)
				.getByRole('status')
				.getByText('Your request is withdrawn.', { exact: false })
				.waitFor();
			await card(page).getByRole('button', { name: 'Request deletion' }).waitFor();
			expect(await statuses()).toEqual(['withdrawn']);
		});
});

/** Somebody of that role, signed in, and her password. */
async function colleague(role: MemberRole) {
	const who = await signedInPerson(sql, `Robin ${role}`);
	const { memberId } = await joins(sql, who, lumi.orgId, role);
	const cookie = `session=${who.token}`;
	return { fetch: app.as(cookie), cookie, memberId, personId: who.id, password: who.password };
}

describe('an owner', () => {
	test('sees the request, holds it, tells why, and deletes with her password and the name', async () => {
		await sql`insert into customer_data_requests (org_id, customer_id, requested_at)
			values (${lumi.orgId}, ${carla.id}, now() - interval '40 days')`;
		const owner = await colleague('owner');
		const page = await openSignedIn({ app, browser }, desk, owner);
		await visit(page, `${app.origin}/settings/privacy`);
		await page.getByText('Overdue').waitFor();
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Carla Customer' }).click();
		await page.getByText('Carla Customer asks to be deleted').waitFor();
		const why = page.getByRole('textbox', { name: 'Why it waits' });
		/** Until the keyboard is there. */
		const focused = (on: Locator) =>
			expect.poll(() => on.evaluate((it) => it === document.activeElement)).toBe(true);
		await page.getByRole('button', { name: 'Put on hold' }).press('Enter');
		await focused(why);
		await page.keyboard.press('Escape');
		await focused(page.getByRole('button', { name: 'Put on hold' }));
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: 'Put on hold' }).click();
		await page.getByText('On hold since').waitFor();
		await focused(page.getByRole('button', { name: 'Add a note' }));
		await page.keyboard.press('Enter');
		await why.fill('Until the invoice is paid');
		await page.getByRole('button', { name: 'Keep note' }).click();
		await page.getByText('Until the invoice is paid').waitFor();
		await focused(page.getByRole('button', { name: 'Change note' }));
		await screenshot(page, 'deletion-banner');
		await expectAccessible(page);
		await page.getByRole('link', { name: 'Tell the customer why' }).click();
		await expect
			.poll(() => page.getByRole('textbox', { name: 'Subject' }).inputValue())
			.toBe('Your request to be deleted');
		await page.goBack();

		await page.getByRole('button', { name: 'Approve deletion' }).click();
		const dialog = page.getByRole('alertdialog');
		const [request] = await sql<
			{ id: string }[]
		>`select id from customer_data_requests where customer_id = ${carla.id}`;
		expect(await dialog.locator('input[name=request]').inputValue()).toBe(request?.id);
		await dialog.getByRole('button', { name: 'Delete for good' }).click();
		await dialog.getByText('Type the customer’s name.').waitFor();
		await dialog.getByText('Type your password.').waitFor();
		await focused(dialog.getByLabel('Customer’s name'));
		await dialog.getByLabel('Customer’s name').fill('Carl');
		await dialog.getByLabel('Your password').fill(owner.password);
		await screenshot(page, 'deletion-dialog');
		await expectAccessible(page);
		await dialog.getByRole('button', { name: 'Delete for good' }).click();
		await dialog.getByText('This is not the customer’s name').waitFor();
		await dialog.getByLabel('Customer’s name').fill('Carla Customer');
		await dialog.getByLabel('Your password').fill('wrong');
		await dialog.getByRole('button', { name: 'Delete for good' }).click();
		await dialog.getByText('This is not your').waitFor();
		expect((await app.as(null)(link.slice(app.origin.length))).status).toBe(200);
		await dialog.getByLabel('Your password').fill(owner.password);
		await dialog.getByRole('button', { name: 'Delete for good' }).click();
		await page.getByText('The customer is deleted').waitFor();
		await screenshot(page, 'deletion-done');
		await expectAccessible(page);
		expect((await app.as(null)(link.slice(app.origin.length))).status).toBe(404);
		expect(await sql`select from customers where id = ${carla.id}`).toHaveLength(0);
	});

	test('deletes with scripts switched off, takes the receipt once, and whoever has it can check it', async () => {
		const nora = await customer(sql, lumi.orgId, 'Nora No-Script');
		await sql`update customers set email = 'nora@example.com', email_normalized = 'nora@example.com' where id = ${nora.id}`;
		await sql`insert into customer_data_requests (org_id, customer_id) values (${lumi.orgId}, ${nora.id})`;
		const owner = await colleague('owner');
		const plain = await openSignedIn({ app, browser }, desk, owner, withoutJavaScript);
		await plain.goto(`${app.origin}/customers/${nora.id}`);
		await plain.getByRole('textbox', { name: 'Why it waits' }).fill('Until Monday');
		await plain.getByRole('button', { name: 'Put on hold' }).click();
		await plain.getByText('On hold since').waitFor();
		await plain.getByText('Until Monday', { exact: true }).first().waitFor();
		await plain.getByRole('button', { name: 'Approve deletion' }).click();
		const asked = plain.getByRole('region', { name: 'Delete Nora No-Script for good?' });
		await screenshot(plain, 'deletion-without-script', true);
		await expectNoSidewaysScroll(plain);
		for (const [name, password, said] of [
			['Nora', owner.password, 'This is not the customer’s name'],
			['Nora No-Script', 'wrong', 'This is not your']
		] as const) {
			await asked.getByLabel('Customer’s name').fill(name);
			await asked.getByLabel('Your password').fill(password);
			await asked.getByRole('button', { name: 'Delete for good' }).click();
			await asked.getByText(said).waitFor();
			expect(await asked.getByLabel('Customer’s name').inputValue(), 'kept').toBe(name);
			expect(await asked.getByLabel('Your password').inputValue(), 'never brought back').toBe('');
		}
		const unasked = await owner.fetch(`/customers/${nora.id}?/erase`, {
			method: 'POST',
			headers: { accept: 'text/html' },
			body: new URLSearchParams({ name: 'Nora X', password: owner.password })
		});
		const back = await unasked.text();
		expect(back, 'whatever page it was sent from').toContain('This is not the customer’s name');
		expect(back).toContain('value="Nora X"');
		expect(back).not.toContain(owner.password);
		expect((await app.as(null)(`/c/${nora.token}`)).status).toBe(200);
		await asked.getByLabel('Customer’s name').fill('Nora No-Script');
		await asked.getByLabel('Your password').fill(owner.password);
		await asked.getByRole('button', { name: 'Delete for good' }).click();
		await plain.getByText('The customer is deleted').waitFor();
		expect((await app.as(null)(`/c/${nora.token}`)).status).toBe(404);

		const [row] = await sql<
			{ id: string }[]
		>`select id from erasures where org_id = ${lumi.orgId} order by approved_at desc limit 1`;
		const its = plain
			.locator('li, tr, div')
			.filter({ has: plain.locator(`form[action$="${row?.id ?? ''}"]`) })
			.last();
		const [download] = await Promise.all([
			plain.waitForEvent('download'),
			its.getByRole('button', { name: 'Download receipt' }).click()
		]);
		const file = await download.path();
		const receipt = await readFile(file, 'utf8');
		expect(receipt).not.toMatch(/nora/i);
		await plain.reload();
		await plain.getByText('Receipt downloaded').first().waitFor();
		await plain
			.getByRole('region', { name: 'What stays in your books' })
			.getByText('Invoice INV-77')
			.waitFor();
		await screenshot(plain, 'deletion-books', true);
		expect(await plain.locator(`form[action$="${row?.id ?? ''}"]`).count(), 'it is handed out once').toBe(0);
		const again = await owner.fetch(`/settings/privacy/receipts/${row?.id ?? ''}`, { method: 'POST' });
		expect(again.status).toBe(404);

		await checkedOnThePage(file);
		await checkedByTheCommand(file, receipt);
	});

	/** Anybody opens the file on the page; a changed one is told from it. */
	async function checkedOnThePage(file: string) {
		const page = await phone(browser);
		await visit(page, `${app.origin}/verify-receipt`);
		await page.getByLabel('Open the file').setInputFiles(file);
		await page.getByRole('textbox', { name: 'Email' }).fill('nora@example.com');
		await page.getByRole('button', { name: 'Check' }).click();
		await page.getByText('It is about this address.').waitFor();
		await expectAccessible(page);
		await expectNoSidewaysScroll(page);
		const text = page.getByRole('textbox', { name: 'Receipt' });
		await text.fill((await text.inputValue()).replace(/"files": ?\d+/, '"files":7'));
		await page.getByRole('button', { name: 'Check' }).click();
		await page.getByText('It was changed after it was signed').waitFor();
	}

	/** The operator's command, with the instance's key or the published one, and no database. */
	async function checkedByTheCommand(file: string, receipt: string) {
		const folder = await mkdtemp(join(tmpdir(), 'hub-receipt-'));
		onTestFinished(() => rm(folder, { recursive: true, force: true }));
		const [key, changed] = [join(folder, 'key.json'), join(folder, 'changed.json')];
		await writeFile(key, await (await app.as(null)('/.well-known/customer-hub-erasure-key')).text());
		await writeFile(changed, receipt.replace(/"files": ?\d+/, '"files":7'));
		const check = (env: NodeJS.ProcessEnv, ...args: string[]) => {
			const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/hub', 'verify-receipt', ...args], {
				env: { PATH: process.env['PATH'], DATA_DIR: folder, ...env },
				encoding: 'utf8'
			});
			return { status, said: stdout + stderr };
		};
		const own = { SECRET_KEY: app.env['SECRET_KEY'], DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' };
		expect(check(own, file, '--email', 'NORA@example.com')).toMatchObject({
			status: 0,
			said: expect.stringMatching(
				/^Genuine\. Studio Lumi deleted a customer on .* It is about this address\.\n$/
			) as string
		});
		expect(check({}, file, '--key', key, '--json').said).toBe('{"valid":true,"about":null}\n');
		expect(check(own, file, '--email', 'carla@example.com').status).toBe(1);
		expect(check(own, changed)).toMatchObject({
			status: 1,
			said: expect.stringContaining('It was changed') as string
		});
		expect(check({ SECRET_KEY: 'another key of another one' }, file)).toMatchObject({
			status: 1,
			said: expect.stringContaining('signed with another key') as string
		});
		expect(check({}, file, '--key', file)).toMatchObject({
			status: 1,
			said: expect.stringContaining('holds no public key') as string
		});
		expect(check(own, join(folder, 'nothing.json')).said).toMatch(/nothing\.json cannot be read\.\n$/);
	}

	test('begins one without a request, from the menu, on a phone', async () => {
		const dana = lumi.customers[1]?.id ?? '';
		const page = await openSignedIn({ app, browser }, phone, await colleague('owner'));
		await visit(page, `${app.origin}/customers/${dana}`);
		await page.getByRole('button', { name: 'More actions' }).click();
		await page.getByRole('menuitem', { name: 'Delete for good …' }).click();
		await page.getByRole('alertdialog').getByText('What stays').waitFor();
		await expectNoSidewaysScroll(page);
		await screenshot(page, 'deletion-dialog-phone');
		await page.getByRole('button', { name: 'Cancel' }).click();
		await expect.poll(() => page.url()).not.toContain('erase');
	});
});

describe('for nobody else', () => {
	test.each(['admin', 'manager', 'agent', 'viewer'] as const)('%s: absent and refused', async (role) => {
		const dana = lumi.customers[1]?.id ?? '';
		await sql`insert into customer_data_requests (org_id, customer_id, hold_note, held_at) values (${lumi.orgId}, ${dana}, 'For the owner alone', now())`;
		const who = await colleague(role);
		for (const path of [`/customers/${dana}`, `/customers/${dana}?erase`, '/settings/privacy']) {
			const page = await (await who.fetch(path)).text();
			expect(page).toContain('Dana Customer');
			for (const word of ['Approve deletion', 'Delete for good', 'Put on hold', 'For the owner alone'])
				expect(page, path).not.toContain(word);
		}
		const post = (action: string, fields: Record<string, string>) =>
			who.fetch(`/customers/${dana}?/${action}`, { method: 'POST', body: new URLSearchParams(fields) });
		expect((await post('erase', { name: 'Dana Customer', password: who.password })).status).toBe(403);
		expect((await post('hold', { note: 'Mine' })).status).toBe(403);
		expect((await post('takeOffHold', {})).status).toBe(403);
		expect(await sql`select from customers where id = ${dana}`).toHaveLength(1);
	});
});
