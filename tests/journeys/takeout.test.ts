import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { newPortalToken } from '#hub/customers/portal-token.ts';
import { sharedApp, type RunningApp } from '#support/app.ts';
import { desk, expectAccessible, launchBrowser, phone, visit, withoutJavaScript } from '#support/browser.ts';
import { salon, tap, upload, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';
import { unzipped } from '#support/zip.ts';

let app: RunningApp;
let browser: Browser;
let lumi: Salon;
let dim: Salon;
/** Carla has files and a message; Dana has a long past; both are of Studio Lumi. */
const link = (at = 0) => `/c/${lumi.customers[at]?.token}`;
const carla = () => lumi.customers[0]?.id ?? '';
const dana = () => lumi.customers[1]?.id ?? '';
const photo = randomBytes(300_000);

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	[lumi, dim] = [await salon(app, 'Studio Lumi'), await salon(app, 'Studio Dim')];
	await says(carla(), 1, 'Is Friday fine? 💇‍♀️');
	await says(dana(), 6000, 'Said long ago');
	await upload(lumi.owner, carla(), photo, { name: '../عقد 2026.pdf', label: 'Contract' });
	await upload(lumi.owner, carla(), 'first', { name: 'plan.pdf' });
	await upload(lumi.owner, carla(), 'second', { name: 'Plan.pdf' });
	await upload(dim.owner, dim.customers[0]?.id ?? '', 'of the neighbour', { name: 'theirs.pdf' });
	await says(dim.customers[0]?.id ?? '', 1, 'Said to the neighbour');
});
afterAll(() => app.stop());

/** Messages that do not compress to nothing. */
async function says(customerId: string, count: number, words: string): Promise<void> {
	const sql = app.fresh.owner;
	const [inquiry] = await sql<{ id: string; org: string }[]>`
		insert into inquiries (org_id, number, customer_id, subject)
		select org_id, 1 + (select count(*) from inquiries of where of.org_id = customers.org_id), id, 'A case' from customers where id = ${customerId} returning id, org_id as org`;
	await sql`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body)
		select ${inquiry?.org ?? ''}, ${inquiry?.id ?? ''}, ${customerId}, 'inbound', 'email', ${words} || ' ' || md5(n::text) || md5((-n)::text) from generate_series(1, ${count}) n`;
}

const button = (page: Page) =>
	page.getByRole('region', { name: 'Your privacy' }).getByRole('button', { name: 'Download my data' });
const state = (page: Page) => page.locator('#data-state');
const contentOf = async (download: Download) => readFile(await download.path(), 'utf8');
async function downloaded(page: Page, press: () => Promise<void>): Promise<string> {
	const [download] = await Promise.all([page.waitForEvent('download'), press()]);
	return contentOf(download);
}
const bodies = (text: string) =>
	(JSON.parse(text) as { messages: { body: string }[] }).messages.map(({ body }) => body);
const get = (path: string, init?: RequestInit) => app.as(null)(path, init);

describe('Download my data', () => {
	test('yields the whole file without a request, with the network cut after the page has settled', async () => {
		const page = await phone(browser);
		await page.goto(app.origin + link());
		await state(page).getByText('works without a connection').waitFor();
		await page.context().setOffline(true);
		const asked: string[] = [];
		page.on('request', (request) => asked.push(request.url()));
		const text = await downloaded(page, () => button(page).click());
		expect(bodies(text)[0]).toContain('Is Friday fine? 💇‍♀️');
		expect(JSON.parse(text)).toMatchObject({
			format: 'customer-hub-export/1',
			customer: { name: 'Carla Customer' },
			documents: [
				{ label: 'Contract', sha256: createHash('sha256').update(photo).digest('hex') },
				{ name: 'plan.pdf' },
				{ name: 'Plan.pdf' }
			]
		});
		expect(asked.filter((url) => !url.startsWith('blob:'))).toEqual([]);
	});

	test('has what was written since, once the page has heard of it', async () => {
		const page = await phone(browser);
		await page.goto(app.origin + link());
		await state(page).getByText('works without a connection').waitFor();
		const renewed = page.waitForResponse((response) => response.url().includes('/data?idle'));
		await page.getByRole('textbox', { name: 'Reply here' }).fill('One more thing');
		await page.getByRole('button', { name: 'Send', exact: true }).click();
		await (await renewed).finished();
		await expect
			.poll(async () => bodies(await downloaded(page, () => button(page).click())).at(-1))
			.toBe('One more thing');
	});

	test('of a long past is fetched when its card comes into view, and not before', async () => {
		const page = await phone(browser);
		const whole: string[] = [];
		page.on('request', (request) => {
			if (request.url().endsWith('/data')) whole.push(request.url());
		});
		const unasked = page.waitForResponse((response) => response.url().includes('/data?idle'));
		await page.goto(app.origin + link(1));
		expect((await unasked).status()).toBe(204);
		await state(page).getByText('when you press the button').waitFor();
		expect(whole).toEqual([]);
		await button(page).scrollIntoViewIfNeeded();
		await state(page).getByText('works without a connection').waitFor();
		await page.context().setOffline(true);
		expect(bodies(await downloaded(page, () => button(page).click()))).toHaveLength(6000);
	});

	test('waits for the click where the browser saves data, and says so', async () => {
		const page = await phone(browser, { expected: [/ERR_INTERNET_DISCONNECTED/] });
		const script = await page.addInitScript(() =>
			Object.defineProperty(navigator, 'connection', { value: { saveData: true } })
		);
		onTestFinished(() => script.dispose());
		const asked: string[] = [];
		page.on('request', (request) => {
			if (request.url().includes('/data')) asked.push(request.url());
		});
		await page.goto(app.origin + link(), { waitUntil: 'networkidle' });
		await state(page).getByText('when you press the button').waitFor();
		expect(asked).toEqual([]);
		await page.context().setOffline(true);
		await button(page).click();
		await state(page).getByText('could not be fetched').waitFor();
		await page.context().setOffline(false);
		expect(bodies(await downloaded(page, () => button(page).click()))[0]).toContain('Is Friday fine?');
	});

	test('of files says so where there is no connection, and the page stays', async () => {
		const page = await phone(browser, { expected: [/ERR_INTERNET_DISCONNECTED/] });
		await page.goto(app.origin + link());
		const files = page.getByRole('button', { name: 'Download my files' });
		await page.context().setOffline(true);
		for (const button of await files.all()) await button.click();
		await expect
			.poll(() => page.getByText('Your files could not be fetched.').count())
			.toBe(await files.count());
		expect(new URL(page.url()).pathname).toBe(link());
		await page.context().setOffline(false);
		const [download] = await Promise.all([page.waitForEvent('download'), files.first().click()]);
		expect(download.suggestedFilename()).toMatch(/\.zip$/);
	});

	test('without JavaScript, the same bytes come as a plain download', async () => {
		const page = await desk(browser, withoutJavaScript);
		await page.goto(app.origin + link());
		const [download] = await Promise.all([page.waitForEvent('download'), button(page).click()]);
		expect(download.suggestedFilename()).toBe('Studio Lumi data.json');
		const moment = /"exportedAt": "[^"]+"/;
		const fetched = await (await get(`${link()}/data`)).text();
		expect((await contentOf(download)).replace(moment, '')).toBe(fetched.replace(moment, ''));
	});

	test('is kept by nobody, is compressed for whoever asks, and changes nothing', async () => {
		const before = await app.fresh.owner`select * from customers where id = ${carla()}`;
		const plain = await get(`${link()}/data`, { headers: { 'accept-encoding': 'identity' } });
		expect(Object.fromEntries(plain.headers)).toMatchObject({
			'cache-control': 'private, no-store',
			'content-disposition': expect.stringContaining('attachment'),
			'content-type': 'application/json; charset=utf-8',
			'x-robots-tag': expect.stringContaining('noindex')
		});
		expect(plain.headers.get('content-encoding')).toBeNull();
		const small = await get(`${link()}/data?idle`, { headers: { 'accept-encoding': 'gzip' } });
		expect(small.headers.get('content-encoding')).toBe('gzip');
		expect(bodies(await small.text())).toEqual(bodies(await plain.text()));
		expect(await app.fresh.owner`select * from customers where id = ${carla()}`).toEqual(before);
		expect(await app.fresh.owner`select from customer_accesses where customer_id = ${carla()}`).toHaveLength(
			0
		);
	});

	test('has nothing of a neighbour, and is found by no other link', async () => {
		const whole = await (await get(`${link()}/data`)).text();
		expect(whole).not.toMatch(/neighbour|theirs/);
		const theirs = await (await get(`/c/${dim.customers[0]?.token}/data`)).text();
		expect(theirs).toContain('Said to the neighbour');
		const page = await (await get(`/c/${newPortalToken()}`)).text();
		for (const place of ['data', 'data?idle', 'files.zip']) {
			await app.fresh.owner`update organizations set portal_enabled = false where id = ${dim.orgId}`;
			for (const token of [newPortalToken(), 'short', dim.customers[0]?.token]) {
				const response = await get(`/c/${token}/${place}`);
				expect([response.status, await response.text()], place).toEqual([404, page]);
			}
			await app.fresh.owner`update organizations set portal_enabled = true where id = ${dim.orgId}`;
		}
	});

	test('is refused once it was asked for too often', async () => {
		const token = dim.customers[1]?.token;
		const answers = await Promise.all(
			Array.from({ length: 125 }, async () => (await get(`/c/${token}/data?idle`)).status)
		);
		expect(answers.filter((status) => status === 200)).toHaveLength(120);
		expect(answers.filter((status) => status === 429)).toHaveLength(5);
	});

	test('follows a published schema', async () => {
		const schema = await get('/export-format/1.json');
		expect(schema.headers.get('content-type')).toContain('application/schema+json');
		expect(await schema.json()).toEqual(
			JSON.parse(await readFile(join(import.meta.dirname, '../../docs/export-format/1.json'), 'utf8'))
		);
		expect((await get('/export-format/2.json')).status).toBe(404);
	});
});

describe('Download my files', () => {
	const zip = async () => unzipped(Buffer.from(await (await get(`${link()}/files.zip`)).arrayBuffer()));

	test('is a ZIP with every file as it was, under a clean name of its own, and an index that opens them', async () => {
		const page = await phone(browser);
		await page.goto(app.origin + link());
		const press = page
			.getByRole('region', { name: 'Your privacy' })
			.getByRole('button', { name: 'Download my files' });
		const [download] = await Promise.all([page.waitForEvent('download'), press.click()]);
		expect(download.suggestedFilename()).toBe('Studio Lumi files.zip');
		const files = await unzipped(await readFile(await download.path()));
		expect([...files.keys()]).toEqual([
			'data.json',
			'files/.._عقد 2026.pdf',
			'files/plan.pdf',
			'files/Plan (2).pdf',
			'index.html'
		]);
		expect(files.get('files/.._عقد 2026.pdf')?.equals(photo)).toBe(true);
		expect(files.get('files/Plan (2).pdf')?.toString()).toBe('second');
		expect(bodies(files.get('data.json')?.toString() ?? '')[0]).toContain('Is Friday fine?');
		const index = files.get('index.html')?.toString() ?? '';
		expect(index).toContain('Contract');
		expect(index).not.toContain('<script');
		const hrefs = [...index.matchAll(/href="\.\/([^"]+)"/g)].map((match) =>
			decodeURIComponent(match[1] ?? '')
		);
		expect(hrefs).toEqual([...files.keys()].slice(1, -1));
	});

	test('leaves a file "new" until she opens it, since nothing was opened', async () => {
		const [row] = await app.fresh
			.owner`select count(*)::int as n from documents where customer_id = ${carla()} and first_opened_at is null`;
		expect(row?.['n']).toBe(3);
		const [{ id } = { id: '' }] = await app.fresh.owner<
			{ id: string }[]
		>`select id from documents where customer_id = ${carla()} limit 1`;
		await tap(app, lumi.customers[0]?.token ?? '', id);
		const [after] = await app.fresh
			.owner`select count(*)::int as n from documents where customer_id = ${carla()} and first_opened_at is null`;
		expect(after?.['n']).toBe(2);
	});

	test('names a file whose bytes are lost, and one whose bytes are not those that were kept', async () => {
		const keyOf = async (name: string) => {
			const [row] = await app.fresh.owner<
				{ key: string }[]
			>`select object_key as key from documents where customer_id = ${carla()} and name = ${name}`;
			return row?.key ?? '';
		};
		await unlink(await placeOf(await keyOf('plan.pdf')));
		const files = await zip();
		expect([...files.keys()]).toEqual([
			'data.json',
			'files/.._عقد 2026.pdf',
			'files/Plan (2).pdf',
			'index.html'
		]);
		expect(files.get('index.html')?.toString()).toContain('could not be found');
		await app.fresh
			.owner`update documents set sha256 = sha256('other'::bytea) where object_key = ${await keyOf('Plan.pdf')}`;
		expect((await zip()).get('index.html')?.toString()).toContain('may be damaged');
	});
});

describe('the business', () => {
	const offered = (page: Page) => page.getByRole('button', { name: /^Download (data|files)$/ });

	test('hands out the same bytes to a customer who asks by mail, and her page says so', async () => {
		const page = await openSignedIn({ app, browser }, desk, lumi.owner);
		await visit(page, `${app.origin}/customers/${carla()}`);
		const text = await downloaded(page, () => page.getByRole('button', { name: 'Download data' }).click());
		const moment = /"exportedAt": "[^"]+"|"accesses":\[[^\]]*\]/g;
		const hers = await (await get(`${link()}/data`)).text();
		expect(text.replace(moment, '')).toBe(hers.replace(moment, ''));
		await page.reload();
		await page.getByText('Robin owner downloaded the data').waitFor();
		await expectAccessible(page);
	});

	test('leaves that to its owner and admins: an agent is offered nothing, and refused', async () => {
		const agent = await lumi.colleague('agent');
		const page = await openSignedIn({ app, browser }, desk, agent);
		await visit(page, `${app.origin}/customers/${carla()}`);
		await page.getByRole('region', { name: 'Who looked' }).waitFor();
		expect(await offered(page).count()).toBe(0);
		await visit(page, `${app.origin}/settings/business`);
		expect(await page.getByRole('button', { name: 'Export everything' }).count()).toBe(0);
		for (const place of [
			`/customers/${carla()}/data`,
			`/customers/${carla()}/files.zip`,
			'/settings/business/everything.zip'
		])
			expect((await agent.fetch(place, { method: 'POST' })).status, place).toBe(403);
	});

	test('takes everything along, which is the owner’s alone', async () => {
		const response = await lumi.owner.fetch('/settings/business/everything.zip', { method: 'POST' });
		expect(response.headers.get('content-disposition')).toContain('Studio Lumi everything.zip');
		const files = await unzipped(Buffer.from(await response.arrayBuffer()));
		expect(files.get('customers.csv')?.toString()).toContain('Carla Customer');
		expect(files.get('data/messages.jsonl')?.toString()).not.toContain('neighbour');
		const admin = await lumi.colleague('admin');
		expect((await admin.fetch('/settings/business/everything.zip', { method: 'POST' })).status).toBe(403);
	});

	test('sees her buttons and cannot press them in "View as customer"', async () => {
		const page = await (await lumi.owner.fetch(`/customers/${carla()}/portal/page`)).text();
		const buttons = [...page.matchAll(/<button([^>]*)>Download my (?:data|files)/g)];
		expect(buttons).toHaveLength(3);
		for (const [, attributes] of buttons) expect(attributes).toContain('disabled');
	});
});

/** Where the local store keeps an object. */
async function placeOf(key: string): Promise<string> {
	const entries = await readdir(app.dataDir, { recursive: true, withFileTypes: true });
	const found = entries.find((entry) => entry.isFile() && entry.name === key);
	if (!found) throw new Error('The object is not in the store.');
	return join(found.parentPath, found.name);
}
