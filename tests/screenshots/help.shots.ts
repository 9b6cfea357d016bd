import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { articles } from '#hub/help/articles.ts';
import { startApp, type App } from '#support/app.ts';
import { desk, launchBrowser, visit } from '#support/browser.ts';
import { hubDemo, type DemoOfHub } from '#support/demo.ts';
import { checkout } from '#support/program.ts';
import { pictures } from './pictures.ts';

/** Pixels of a picture on the page; it is taken at twice as many. */
const SIZE = { width: 1200, height: 750 };
const folder = join(checkout, 'src/assets/help-pictures');

let app: App;
let browser: Browser;
let demo: DemoOfHub;
let cookie: string;

beforeAll(async () => {
	[app, browser] = await Promise.all([startApp(), launchBrowser()]);
	demo = await hubDemo(app);
	cookie = await app.signIn(demo.owner);
	await mkdir(folder, { recursive: true });
});
afterAll(async () => {
	await browser.close();
	await app.stop();
});

async function take(page: Page, name: string): Promise<void> {
	const png = await page.screenshot({ clip: { x: 0, y: 0, ...SIZE } });
	await sharp(png)
		.resize(SIZE)
		.webp({ quality: 78 })
		.toFile(join(folder, `${name}.webp`));
}

const wanted = new Set(
	articles.flatMap(({ parts }) => parts.flatMap((part) => (part.kind === 'picture' ? [part.name] : [])))
);

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
	test.each([...wanted])('%s', async (name) => {
		const page = await desk(browser, { viewport: SIZE, colorScheme });
		const [key = '', value = ''] = cookie.split('=');
		await page.context().addCookies([{ name: key, value, url: app.origin }]);
		const picture = pictures[name];
		if (!picture) throw new Error(`pictures.ts does not say how to take "${name}"`);
		await visit(page, app.origin + (await picture.path(demo, app)));
		await picture.prepare?.(page);
		await take(page, colorScheme === 'dark' ? `${name}-dark` : name);
	});
});
