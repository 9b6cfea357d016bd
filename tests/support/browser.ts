import type { AxeResults, RunOptions } from 'axe-core';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import {
	chromium,
	type Browser,
	type BrowserContext,
	type BrowserContextOptions,
	type CDPSession,
	type Page
} from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { findChromium } from '#support/chromium.ts';

/**
 * `--no-sandbox` lets it start as root; one process for all pages of a site keeps compiled scripts; the others keep it from calling
 * home. Playwright adds more of those. No page lives long enough to earn back what optimizing its code costs.
 */
const ARGUMENTS = [
	'--no-sandbox',
	'--no-pings',
	'--disable-domain-reliability',
	'--process-per-site',
	'--js-flags=--no-opt --no-maglev'
];

let launched: Promise<Browser> | null = null;

/** The browser of this process, which its files share: no need to close it, it ends with the process. */
export async function launchBrowser(): Promise<Browser> {
	const browser = await launched;
	if (browser?.isConnected()) return browser;
	launched = findChromium().then(({ executablePath, env }) =>
		chromium.launch({ executablePath, env, args: ARGUMENTS })
	);
	return launched;
}

export type PageOptions = BrowserContextOptions & {
	/** Console errors that this test means to cause. */
	expected?: RegExp[];
	/** A context of its own, whose only page ends as a killed browser's does: without a last word to the server. */
	alone?: boolean;
};

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const DESK = { viewport: { width: 1440, height: 900 } };

/** A context that forgets, with its page: opening one, and the process that it begins in, costs as much as half a visit. */
type Kept = { context: BrowserContext; page: Page; control: CDPSession };
const idle = new WeakMap<Browser, Map<string, Kept[]>>();
const contextEvents = ['console', 'weberror', 'dialog', 'page', 'request', 'response'] as const;
const pageEvents = [
	'console',
	'dialog',
	'download',
	'filechooser',
	'framenavigated',
	'popup',
	'request',
	'response'
] as const;

async function newKept(browser: Browser, options: BrowserContextOptions): Promise<Kept> {
	const context = await browser.newContext(options);
	const page = await context.newPage();
	return { context, page, control: await context.newCDPSession(page) };
}

/** Leaves nothing of a test: no listener, route, other page, storage, history, emulation, and no mouse over something. */
async function empty(
	{ context, page, control }: Kept,
	origins: Set<string>,
	{ viewport }: BrowserContextOptions
): Promise<void> {
	for (const name of contextEvents) context.removeAllListeners(name);
	for (const name of pageEvents) page.removeAllListeners(name);
	await Promise.all([context.unrouteAll(), page.unrouteAll(), context.setOffline(false)]);
	for (const other of context.pages()) if (other !== page) await other.close();
	if (page.url() !== 'about:blank') {
		await page.evaluate(() => sessionStorage.clear());
		await page.goto('about:blank');
	}
	await page.mouse.move(0, 0);
	await page.emulateMedia({ media: null, colorScheme: null });
	if (viewport) await page.setViewportSize(viewport);
	await control.send('Page.resetNavigationHistory');
	await context.clearCookies();
	for (const origin of origins)
		await control.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
}

/**
 * A context without cookies, storage, routes and listeners, and its page. It may have been used before and then has the app's scripts
 * and styles in its cache, as the browser of somebody who comes back: a page costs a third of what a first visit does.
 */
async function takePage(
	browser: Browser,
	{ colorScheme, ...options }: BrowserContextOptions,
	alone: boolean
): Promise<{ page: Page; giveBack: () => Promise<void> }> {
	if (alone) {
		const context = await browser.newContext({ ...options, ...(colorScheme && { colorScheme }) });
		return { page: await context.newPage(), giveBack: () => context.close() };
	}
	const key = JSON.stringify(options);
	const kept = idle.get(browser) ?? new Map<string, Kept[]>();
	idle.set(browser, kept);
	const taken = kept.get(key)?.pop() ?? (await newKept(browser, options));
	// Its scripts and styles are the same by day and by night.
	if (colorScheme) await taken.page.emulateMedia({ colorScheme });
	const origins = new Set<string>();
	taken.context.on('response', (response) => origins.add(new URL(response.url()).origin));
	const giveBack = async () => {
		try {
			await empty(taken, origins, options);
			kept.set(key, [...(kept.get(key) ?? []), taken]);
		} catch {
			// Its page was closed, crashed, or stands where nothing can be emptied: the next test gets another one.
			await taken.context.close();
		}
	};
	return { page: taken.page, giveBack };
}

/**
 * A page with nothing left from pages before it, with motion reduced so that nothing is looked at half-way. `close` ends it and
 * throws when the page has logged an error or thrown one that `expected` does not name; a document that
 * answers 4xx or 5xx is the test's business, not an error.
 */
export async function openPage(
	browser: Browser,
	{ expected = [], alone = false, ...options }: PageOptions
): Promise<{ page: Page; close: () => Promise<void> }> {
	const { page, giveBack } = await takePage(
		browser,
		{ reducedMotion: 'reduce', locale: 'en-GB', ...options },
		alone
	);
	const context = page.context();
	const problems: { text: string; url: string }[] = [];
	const documents = new Set<string>();
	context.on('console', (message) => {
		if (message.type() === 'error') problems.push({ text: message.text(), url: message.location().url });
	});
	context.on('weberror', (error) => problems.push({ text: String(error.error()), url: '' }));
	context.on('response', (response) => {
		if (response.request().isNavigationRequest()) documents.add(response.url());
	});
	const close = async () => {
		await giveBack();
		const unexpected = problems
			.filter(({ text, url }) => !(text.startsWith('Failed to load resource') && documents.has(url)))
			.map(({ text }) => text)
			.filter((text) => !expected.some((pattern) => pattern.test(text)));
		expect(unexpected, 'errors in the browser').toEqual([]);
	};
	return { page, close };
}

async function pageOfTest(browser: Browser, options: PageOptions): Promise<Page> {
	const { page, close } = await openPage(browser, options);
	onTestFinished(close);
	return page;
}

/** A page as on a phone, 390 × 844 with touch; closed and checked for errors when the test ends. */
export function phone(browser: Browser, options: PageOptions = {}): Promise<Page> {
	return pageOfTest(browser, { ...PHONE, ...options });
}

/** A page as on a desk, 1440 × 900; closed and checked for errors when the test ends. */
export function desk(browser: Browser, options: PageOptions = {}): Promise<Page> {
	return pageOfTest(browser, { ...DESK, ...options });
}

/** For `phone` or `desk`: a browser whose person has switched scripts off. */
export const withoutJavaScript = { javaScriptEnabled: false } as const;

/**
 * Looks at a page of the desk as it stands on a phone: what a person sees who turns up there, since styles alone tell the two apart.
 * Half the price of loading it there.
 */
export async function onPhone(
	page: Page,
	look: () => Promise<void>,
	viewport: { width: number; height: number } = PHONE.viewport
): Promise<void> {
	const control = await page.context().newCDPSession(page);
	const measure = (wanted: BrowserContextOptions) =>
		Promise.all([
			control.send('Emulation.setDeviceMetricsOverride', {
				width: wanted.viewport?.width ?? 0,
				height: wanted.viewport?.height ?? 0,
				deviceScaleFactor: wanted.deviceScaleFactor ?? 1,
				mobile: wanted.isMobile ?? false
			}),
			control.send('Emulation.setTouchEmulationEnabled', { enabled: wanted.hasTouch ?? false })
		]);
	await measure({ ...PHONE, viewport });
	try {
		await look();
	} finally {
		await measure(DESK);
		await control.detach();
	}
}

/** Goes to a page of the desk and waits until it answers to clicks. */
export async function visit(page: Page, url: string): Promise<void> {
	await page.goto(url);
	await page.locator('html[data-ready]').waitFor({ state: 'attached' });
}

/** Of all rules those that see colours, for the other scheme of a page that all of them have looked at. */
export const rulesOfColours = ['color-contrast', 'link-in-text-block'];

/** In as few letters as it comes: every page reads them anew. */
const axeProgram = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * axe finds nothing: every rule, WCAG 2.2's target size included, or only the named ones, on the page as it
 * stands now.
 */
export async function expectAccessible(page: Page, only?: string[]): Promise<void> {
	if (!(await page.evaluate(() => 'axe' in window))) await evaluate(page, axeProgram);
	const options: RunOptions = {
		resultTypes: ['violations'],
		...(only ? { runOnly: only } : { rules: { 'target-size': { enabled: true } } })
	};
	const { violations } = await page.evaluate(
		(run) => (window as unknown as { axe: { run: (o: RunOptions) => Promise<AxeResults> } }).axe.run(run),
		options
	);
	const found = violations.map(
		({ id, help, nodes }) =>
			`${id}: ${help}\n${nodes.map((node) => `  ${node.html}\n  ${node.failureSummary ?? ''}`).join('\n')}`
	);
	expect(found.join('\n\n'), `axe on ${page.url()}`).toBe('');
}

/** Past Playwright, which would hand a long program from one place to the next. */
async function evaluate(page: Page, expression: string): Promise<void> {
	const control = await page.context().newCDPSession(page);
	await control.send('Runtime.evaluate', { expression });
	await control.detach();
}

/** Nothing is wider than the screen: a page scrolls down, never sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
	const { wide, screen } = await page.evaluate(() => ({
		wide: document.documentElement.scrollWidth,
		screen: document.documentElement.clientWidth
	}));
	expect(wide, `width of ${page.url()}`).toBeLessThanOrEqual(screen);
}

/** With `PICTURES=1`, for people to look at: writes `test-results/<name>.png`, of the whole page when asked. */
export async function screenshot(page: Page, name: string, fullPage = false): Promise<void> {
	if (process.env['PICTURES'] !== '1') return;
	await mkdir('test-results', { recursive: true });
	await page.screenshot({ path: `test-results/${name}.png`, fullPage });
}
