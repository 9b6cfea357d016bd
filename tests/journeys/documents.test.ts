import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { sharedApp, type RunningApp } from '#support/app.ts';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	phone,
	screenshot,
	visit,
	withoutJavaScript,
	type PageOptions
} from '#support/browser.ts';
import { salon, upload, type Asking, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';

let app: RunningApp;
let browser: Browser;
let lumi: Salon;
let carla: { id: string; token: string };
let documents: string;

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	lumi = await salon(app, 'Studio Lumi');
	carla = lumi.customers[0] ?? { id: '', token: '' };
	documents = `${app.origin}/customers/${carla.id}/documents`;
});
afterAll(() => app.stop());

const signedIn = (open: typeof desk, who: Asking, options: PageOptions = {}): Promise<Page> =>
	openSignedIn({ app, browser }, open, who, options);

const panelOf = (page: Page): Locator => page.getByRole('region', { name: 'Documents' });
/** The row of a document that has arrived: what is on its way has its name, too, and nothing to download yet. */
const rowOf = (page: Page, name: string): Locator =>
	panelOf(page)
		.getByRole('listitem')
		.filter({ hasText: name })
		.filter({ has: page.locator('form[action$="/download"]') });
const file = (name: string, buffer: Buffer, mimeType = 'application/pdf') => ({ name, mimeType, buffer });
const pdf = (text: string): Buffer => Buffer.from(`%PDF-1.7\n${text}\n`);
const bytesOf = async (page: Page, press: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> => {
	const [download] = await Promise.all([page.waitForEvent('download'), press()]);
	return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
};
const count = async (): Promise<number> => {
	const [row] = await app.fresh
		.owner`select count(*)::int as n from documents where customer_id = ${carla.id}`;
	return row?.['n'] as number;
};

const main = (): string => `${app.origin}/customers/${carla.id}`;

describe('an owner at her desk', () => {
	it('shares a file, names it, fetches it back and deletes it', async () => {
		const page = await signedIn(desk, lumi.owner, { expected: [/401 \(Unauthorized\)/] });
		await visit(page, documents);
		await expect.poll(() => panelOf(page).innerText()).toContain('Nothing shared yet');
		await expectAccessible(page);
		const before = await count();
		await page.getByLabel('Label').fill('x'.repeat(121));
		await page.getByLabel('File').setInputFiles([file('contract.pdf', pdf('signed'))]);
		await expect.poll(() => page.getByRole('list', { name: 'Chosen' }).innerText()).toContain('contract.pdf');
		// Pasted whole, and said before anything is sent.
		await page.getByRole('button', { name: 'Upload' }).click();
		await page.getByText('The label can have 120 characters at most.').waitFor();
		expect(await page.getByLabel('Label').inputValue()).toHaveLength(121);
		await page.getByLabel('Label').fill('Contract 2026');
		expect(await count()).toBe(before);
		await page.getByRole('button', { name: 'Upload' }).click();
		const row = rowOf(page, 'contract.pdf');
		await row.waitFor();
		expect(await count()).toBe(before + 1);
		const words = await row.innerText();
		for (const fact of ['Contract 2026', '16 bytes', 'by Robin owner', 'Not opened yet'])
			expect(words).toContain(fact);
		await expect
			.poll(() => page.getByRole('status').innerText())
			.toContain('Carla Customer can now download Contract 2026');

		const fetched = await bytesOf(page, () =>
			row.getByRole('button', { name: 'Download contract.pdf' }).click()
		);
		expect([fetched.name, fetched.bytes.equals(pdf('signed'))]).toEqual(['contract.pdf', true]);
		expect(page.url()).toBe(documents);

		await row.getByRole('button', { name: 'Edit contract.pdf' }).click();
		await page.getByLabel('Label of contract.pdf').fill('  Contract, signed ');
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Save' }).click();
		await expect.poll(() => row.innerText()).toContain('Contract, signed');
		await page.reload();
		expect(await row.innerText()).toContain('Contract, signed');

		await row.getByRole('button', { name: 'Delete contract.pdf' }).click();
		const question = page.getByRole('alertdialog');
		expect(await question.innerText()).toContain('cannot be brought back');
		await expectAccessible(page);
		await question.getByRole('button', { name: 'Cancel' }).click();
		expect(await count()).toBe(before + 1);
		const remove = async () => {
			await row.getByRole('button', { name: 'Delete contract.pdf' }).click();
			await question.getByRole('button', { name: 'Delete' }).click();
		};
		// Signed out meanwhile, in another window: nothing says that it is gone.
		const session = await page.context().cookies();
		await page.context().clearCookies();
		await remove();
		await page.getByText('The document was not deleted.').waitFor();
		expect([await row.count(), await count()]).toEqual([1, before + 1]);
		await page.context().addCookies(session);
		await remove();
		await row.waitFor({ state: 'detached' });
		expect(await count()).toBe(before);
		await expect.poll(() => panelOf(page).innerText()).toContain('Nothing shared yet');
	});

	it('drops several files at once, sees each on its way, and the pictures of photos', async () => {
		const page = await signedIn(desk, lumi.owner);
		await visit(page, documents);
		const folder = await mkdtemp(join(tmpdir(), 'hub-drop-'));
		onTestFinished(() => rm(folder, { recursive: true }));
		const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#c97b5a' } })
			.jpeg()
			.toBuffer();
		const dropped = {
			'one.txt': Buffer.from('1'),
			'two.pdf': pdf('2'),
			'three.jpg': photo,
			'four.bin': randomBytes(3_000_000)
		};
		for (const [name, bytes] of Object.entries(dropped)) await writeFile(join(folder, name), bytes);
		const box = await page.getByLabel('File').boundingBox();
		const browserSession = await page.context().newCDPSession(page);
		const files = Object.keys(dropped).map((name) => join(folder, name));
		for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
			await browserSession.send('Input.dispatchDragEvent', {
				type,
				x: (box?.x ?? 0) + 20,
				y: (box?.y ?? 0) + 20,
				data: { items: [], files, dragOperationsMask: 1 }
			});
		await expect.poll(() => page.getByRole('list', { name: 'Chosen' }).getByRole('listitem').count()).toBe(4);
		await page.getByRole('button', { name: 'Take one.txt off' }).click();
		await screenshot(page, 'documents-chosen');
		const before = await count();
		await page.getByRole('button', { name: 'Upload' }).click();
		for (const name of ['two.pdf', 'three.jpg', 'four.bin'])
			await page.getByRole('button', { name: `Download ${name}` }).waitFor();
		expect(await count()).toBe(before + 3);
		await page.getByText('Carla Customer can now download 3 files.').waitFor();
		expect(await page.getByText('can now download').count()).toBe(1);
		const picture = rowOf(page, 'three.jpg').locator('img');
		await picture.waitFor();
		await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
		const back = await bytesOf(page, () => page.getByRole('button', { name: 'Download four.bin' }).click());
		expect(back.bytes.equals(dropped['four.bin'])).toBe(true);
	});

	it('cancels what takes too long, tries again what failed, and hears why a file cannot be taken', async () => {
		const page = await signedIn(desk, lumi.owner, { expected: [/Failed to load resource/] });
		await visit(page, documents);
		const before = await count();
		let lost = 0;
		await page.route(`**/documents`, async (route) => {
			const name = /filename="([^"]+)"/.exec(
				route.request().postDataBuffer()?.subarray(0, 1000).toString() ?? ''
			)?.[1];
			if (name === 'slow.txt') return;
			if (name === 'lost.txt' && lost++ === 0) return route.abort();
			if (name === 'full.txt')
				return route.fulfill({ status: 503, json: { message: 'There is no room for this file.' } });
			await route.continue();
		});
		await page
			.getByLabel('File')
			.setInputFiles(['slow.txt', 'lost.txt', 'full.txt'].map((name) => file(name, Buffer.from(name))));
		const large = join(await mkdtemp(join(tmpdir(), 'hub-large-')), 'large.bin');
		onTestFinished(() => rm(large));
		await writeFile(large, Buffer.alloc(50 * 1024 * 1024 + 1));
		await page.getByLabel('File').setInputFiles(large);
		// One label for all of them: each is still known by its name.
		await page.getByLabel('Label').fill('Papers');
		await page.getByRole('button', { name: 'Upload' }).click();
		const way = page.getByRole('list', { name: 'On their way' });
		const item = (name: string) => way.getByRole('listitem').filter({ hasText: name });
		await expect.poll(() => item('large.bin').innerText()).toContain('larger than 50 MB');
		await expect.poll(() => item('lost.txt').innerText()).toContain('The connection was lost');
		await expect.poll(() => item('full.txt').innerText()).toContain('There is no room for this file.');
		await item('slow.txt').getByRole('progressbar').waitFor();
		await screenshot(page, 'documents-on-their-way');
		await expectAccessible(page);

		// Leaving would stop the slow one: asked first, both inside the app and when the page goes.
		let asked = '';
		page.once('dialog', (dialog) => {
			asked = dialog.message();
			void dialog.dismiss();
		});
		await page.getByRole('link', { name: 'Customers' }).first().click();
		await expect.poll(() => asked).toContain('still on their way');
		expect(page.url()).toBe(documents);

		await way.getByRole('button', { name: 'Cancel slow.txt' }).click();
		await way.getByRole('button', { name: 'Retry lost.txt' }).click();
		await page.getByRole('button', { name: 'Download lost.txt' }).waitFor();
		for (const name of ['full.txt', 'large.bin'])
			await way.getByRole('button', { name: `Dismiss ${name}` }).click();
		await way.waitFor({ state: 'detached' });
		expect(await count()).toBe(before + 1);
		await page.getByRole('button', { name: 'Upload' }).click();
		await expect.poll(() => panelOf(page).innerText()).toContain('Choose a file first.');
	});

	it('does all of it by keyboard', async () => {
		const made = await upload(lumi.owner, carla.id, 'keys', { name: 'keys.txt' });
		const page = await signedIn(desk, lumi.owner);
		await visit(page, documents);
		const chooser = page.waitForEvent('filechooser');
		await page.getByLabel('Label').focus();
		await page.keyboard.type('Typed');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await (await chooser).setFiles([file('typed.txt', Buffer.from('typed'))]);
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await page.getByRole('button', { name: 'Delete typed.txt' }).waitFor();

		await page.getByRole('button', { name: 'Edit keys.txt' }).focus();
		await page.keyboard.press('Enter');
		await page.keyboard.type('By hand');
		await page.keyboard.press('Escape');
		expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
			'Edit keys.txt'
		);
		await page.keyboard.press('Enter');
		await page.keyboard.type('By hand');
		await page.keyboard.press('Enter');
		await expect.poll(() => rowOf(page, 'keys.txt').innerText()).toContain('By hand');
		await page.keyboard.press('Tab');
		expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe(
			'Delete keys.txt'
		);
		await page.keyboard.press('Enter');
		await page.getByRole('alertdialog').waitFor();
		await page.keyboard.press('Tab');
		await page.keyboard.press('Enter');
		await rowOf(page, 'keys.txt').waitFor({ state: 'detached' });
		expect(await app.fresh.owner`select from documents where id = ${made.id}`).toHaveLength(0);
	});

	it('reads on through many documents', async () => {
		const many = await salon(app, 'Studio Many');
		const customerId = many.customers[0]?.id ?? '';
		for (let n = 0; n < 60; n++)
			await upload(many.owner, customerId, String(n), { name: `file ${String(n).padStart(2, '0')}.txt` });
		const page = await signedIn(desk, many.owner);
		await visit(page, `${app.origin}/customers/${customerId}/documents`);
		const rows = panelOf(page).getByRole('button', { name: /^Download / });
		expect(await rows.count()).toBe(50);
		await page.getByRole('button', { name: 'Show more' }).click();
		await expect.poll(() => rows.count()).toBe(60);
		expect(await rows.last().getAttribute('aria-label')).toBe('Download file 00.txt');
		expect(await page.getByRole('button', { name: 'Show more' }).count()).toBe(0);
		const plain = await signedIn(desk, many.owner, withoutJavaScript);
		await plain.goto(`${app.origin}/customers/${customerId}/documents`);
		await plain.getByRole('button', { name: 'Show more' }).click();
		expect(await plain.getByRole('button', { name: /^Download / }).count()).toBe(10);
	});
});

describe('an owner without a script', () => {
	it('shares, labels, fetches and deletes', async () => {
		const page = await signedIn(desk, lumi.owner, withoutJavaScript);
		await page.goto(documents);
		await page.getByLabel('Label').fill('Plain');
		await page.getByLabel('File').setInputFiles([file('plain.txt', Buffer.from('plain'), 'text/plain')]);
		await page.getByRole('button', { name: 'Upload' }).click();
		await page.waitForURL(`${main()}#documents`);
		await page.goto(documents);
		const row = rowOf(page, 'plain.txt');
		const fetched = await bytesOf(page, () =>
			row.getByRole('button', { name: 'Download plain.txt' }).click()
		);
		expect(fetched.bytes.toString()).toBe('plain');
		await row.getByRole('button', { name: 'Edit plain.txt' }).click();
		await page.getByLabel('Label of plain.txt').fill('Plainer');
		await page.getByRole('button', { name: 'Save' }).click();
		await page.goto(documents);
		expect(await row.innerText()).toContain('Plainer');
		await row.getByRole('button', { name: 'Delete plain.txt' }).click();
		await page.getByRole('button', { name: 'Delete' }).click();
		await page.goto(documents);
		expect(await row.count()).toBe(0);
	});

	it('keeps what she typed when the file cannot be taken', async () => {
		const page = await signedIn(desk, lumi.owner, withoutJavaScript);
		await page.goto(documents);
		await page.getByLabel('Label').fill('Typed with care');
		await page.getByRole('button', { name: 'Upload' }).click();
		expect(await panelOf(page).innerText()).toContain('Choose a file first.');
		expect(await page.getByLabel('Label').inputValue()).toBe('Typed with care');
	});
});

describe('a viewer', () => {
	it('sees and fetches, and is offered nothing else', async () => {
		await upload(lumi.owner, carla.id, 'seen', { name: 'seen.txt' });
		const page = await signedIn(phone, await lumi.colleague('viewer'));
		await visit(page, documents);
		const row = rowOf(page, 'seen.txt');
		expect(
			await row.getByRole('button').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
		).toEqual(['Download seen.txt']);
		expect(await page.getByLabel('File').count()).toBe(0);
		const fetched = await bytesOf(page, () => row.getByRole('button', { name: 'Download seen.txt' }).click());
		expect(fetched.bytes.toString()).toBe('seen');
	});
});

describe('from the owner to her customer', () => {
	it.each([
		['with a script', {}],
		['without one', withoutJavaScript]
	])('a file shared at the desk is fetched on a phone %s, and the owner sees it', async (_, options) => {
		const dana = lumi.customers[1] ?? { id: '', token: '' };
		await app.fresh.owner`delete from documents where customer_id = ${dana.id}`;
		const bytes = Buffer.concat([pdf('for Dana'), randomBytes(400_000)]);
		const owner = await signedIn(desk, lumi.owner);
		await visit(owner, `${app.origin}/customers/${dana.id}/documents`);
		await owner.getByLabel('Label').fill('Your contract');
		await owner.getByLabel('File').setInputFiles([file('contract.pdf', bytes)]);
		await owner.getByRole('button', { name: 'Upload' }).click();
		await rowOf(owner, 'contract.pdf').waitFor();

		const hers = await phone(browser, options);
		await hers.goto(`${app.origin}/c/${dana.token}`);
		const files = hers.getByRole('region', { name: 'Files for you' });
		const row = files.getByRole('listitem').filter({ hasText: 'Your contract' });
		expect((await row.innerText()).toLowerCase()).toContain('new');
		const got = await bytesOf(hers, () => row.getByRole('button').click());
		expect([got.name, got.bytes.equals(bytes)]).toEqual(['contract.pdf', true]);
		await hers.reload();
		expect((await row.innerText()).toLowerCase()).not.toContain('new');

		await owner.reload();
		await expect.poll(() => rowOf(owner, 'contract.pdf').innerText()).toContain('Downloaded by customer');
		await owner.getByRole('button', { name: 'Delete contract.pdf' }).click();
		await owner.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
		await rowOf(owner, 'contract.pdf').waitFor({ state: 'detached' });
		await hers.reload();
		expect(await row.count()).toBe(0);
	});
});

describe('the panel', () => {
	it.each(['light', 'dark'] as const)('fits a phone and a desk, in %s', async (colorScheme) => {
		await upload(lumi.owner, carla.id, randomBytes(120_000), {
			name: `a price list with ${'a rather long '.repeat(8)}name.xlsx`
		});
		await upload(lumi.owner, carla.id, 'x', { name: 'x'.repeat(250), label: 'عقد الزفاف ٢٠٢٦' });
		for (const [open, size] of [
			[desk, 'desk'],
			[phone, 'phone']
		] as const) {
			const page = await signedIn(open, lumi.owner, { colorScheme });
			await visit(page, documents);
			await expectNoSidewaysScroll(page);
			await expectAccessible(page);
			await screenshot(page, `documents-${size}-${colorScheme}`);
			await page
				.getByRole('button', { name: /^Edit / })
				.first()
				.click();
			await screenshot(page, `documents-edit-${size}-${colorScheme}`);
			await page
				.getByRole('button', { name: /^Delete / })
				.first()
				.click();
			await page.getByRole('alertdialog').waitFor();
			await expectNoSidewaysScroll(page);
			await screenshot(page, `documents-delete-${size}-${colorScheme}`);
		}
	});
});
