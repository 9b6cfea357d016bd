import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, test } from 'vitest';
import { startApp, type App } from '#support/app.ts';
import { desk, launchBrowser, phone, visit } from '#support/browser.ts';
import { hubDemo, type DemoOfHub } from '#support/demo.ts';
import { checkout } from '#support/program.ts';
import { pictures } from './pictures.ts';

let app: App;
let browser: Browser;
let demo: DemoOfHub;

beforeAll(async () => {
	[app, browser] = await Promise.all([startApp(), launchBrowser()]);
	demo = await hubDemo(app);
});
afterAll(async () => {
	await browser.close();
	await app.stop();
});

/** With few colours: a picture of a page loses nothing by it, and the repository stays small. */
const keep = async (page: Page, name: string) =>
	sharp(await page.screenshot())
		.png({ palette: true, quality: 90, effort: 10 })
		.toFile(join(checkout, `docs/screenshots/${name}.png`));

test('the portal on a phone', async () => {
	const page = await phone(browser);
	await page.goto(demo.customers[0]?.portalUrl ?? '');
	await page.getByRole('heading', { level: 1 }).waitFor();
	await keep(page, 'portal-phone');
});

test('the inbox at the desk', async () => {
	const page = await desk(browser);
	const [name = '', value = ''] = (await app.signIn(demo.owner)).split('=');
	await page.context().addCookies([{ name, value, url: app.origin }]);
	await visit(page, app.origin + (await pictures['case']?.path(demo, app)));
	await page.getByRole('region', { name: 'Conversation' }).waitFor();
	await keep(page, 'inbox-desk');
});
