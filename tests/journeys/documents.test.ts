import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type App } from '#support/app.ts';
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

let app: App;
let browser: Browser;
let lumi: Salon;
let carla: { id: string; token: string };
let documents: string;

beforeAll(async () => {
	[app, browser] = await Promise.all([startApp(), launchBrowser()]);
	lumi = await salon(app, 'Studio Lumi');
	carla = lumi.customers[0] ?? { id: '', token: '' };
	documents = `${app.origin}/customers/${carla.id}/documents`;
});
afterAll(async () => {
	await browser.close();
	await app.stop();
});

/** The browser of somebody who is signed in. */
async function signedIn(open: typeof desk, who: Asking, options: PageOptions = {}): Promise<Page> {
	const page = await open(browser, options);
	const [name = '', value = ''] = (who.cookie ?? '').split('=');
	await page.context().addCookies([{ name, value, url: app.origin }]);
	return page;
}

const panelOf = (page: Page): Locator => page.getByRole('region', { name: 'Documents' });
const rowOf = (page: Page, name: string): Locator =>
	panelOf(page).getByRole('listitem').filter({ hasText: name });
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

describe('look', () => {
	it('screens', async () => {
		const photo = await sharp({ create: { width: 800, height: 600, channels: 3, background: '#c97b5a' } })
			.jpeg()
			.toBuffer();
		for (const scheme of ['light', 'dark'] as const)
			for (const [open, size] of [
				[desk, 'desk'],
				[phone, 'phone']
			] as const) {
				const page = await signedIn(open, lumi.owner, { colorScheme: scheme });
				await visit(page, documents);
				if (scheme === 'light' && size === 'desk') {
					await screenshot(page, 'documents-empty');
					await page.getByLabel('Label').fill('Contract 2026');
					await page.getByLabel('File').setInputFiles([file('contract.pdf', pdf('x'))]);
					await page.getByRole('button', { name: 'Upload' }).click();
					await rowOf(page, 'contract.pdf').waitFor();
					await page
						.getByLabel('File')
						.setInputFiles([
							file('before-and-after.jpg', photo, 'image/jpeg'),
							file('price list with a rather long name for spring and summer 2026.xlsx', randomBytes(120000)),
							file('voice.mp3', Buffer.concat([Buffer.from('ID3'), randomBytes(3200000)]))
						]);
					await screenshot(page, 'documents-chosen');
					await page.getByRole('button', { name: 'Upload' }).click();
					await rowOf(page, 'voice.mp3').waitFor();
					await panelOf(page).locator('img').waitFor();
					const token = carla.token;
					const [row] = await app.fresh.owner`select id from documents where name = 'contract.pdf'`;
					await app.as(null)(`/c/${token}/files/${row?.['id']}`, { method: 'POST' });
					await page.reload();
				}
				await screenshot(page, `documents-${size}-${scheme}`);
				await page.getByRole('button', { name: 'Edit contract.pdf' }).click();
				await screenshot(page, `documents-edit-${size}-${scheme}`);
				await page.getByRole('button', { name: 'Delete contract.pdf' }).click();
				await page.getByRole('alertdialog').waitFor();
				await screenshot(page, `documents-delete-${size}-${scheme}`);
			}
	});
});
