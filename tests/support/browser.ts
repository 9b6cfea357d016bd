import axe from 'axe-core';
import type { AxeResults, RunOptions } from 'axe-core';
import { mkdir } from 'node:fs/promises';
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
 * home. Playwright adds more of those.
 */
const ARGUMENTS = ['--no-sandbox', '--no-pings', '--disable-domain-reliability', '--process-per-site'];

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

/** A context that forgets: its own small page keeps the site's process alive, and empties the storage of the others. */
type Kept = { context: BrowserContext; anchor: Page; cleaner: CDPSession };
const idle = new WeakMap<Browser, Map<string, Kept[]>>();
const contextEvents = ['console', 'weberror', 'dialog', 'page', 'request', 'response'] as const;

async function newKept(browser: Browser, options: BrowserContextOptions): Promise<Kept> {
	const context = await browser.newContext(options);
	const anchor = await context.newPage();
	return { context, anchor, cleaner: await context.newCDPSession(anchor) };
}

/**
 * A context without cookies, storage, routes and listeners. It may have been used before by this file and then has the app's scripts
 * and styles in its cache, as the browser of somebody who comes back: a page costs a third of what a first visit does.
 */
async function takeContext(
	browser: Browser,
	options: BrowserContextOptions,
	alone: boolean
): Promise<{ context: BrowserContext; giveBack: () => Promise<void> }> {
	if (alone) {
		const context = await browser.newContext(options);
		return { context, giveBack: () => context.close() };
	}
	const key = JSON.stringify(options);
	const kept = idle.get(browser) ?? new Map<string, Kept[]>();
	idle.set(browser, kept);
	const taken = kept.get(key)?.pop() ?? (await newKept(browser, options));
	const { context, anchor, cleaner } = taken;
	const origins = new Set<string>();
	context.on('response', (response) => origins.add(new URL(response.url()).origin));
	const giveBack = async () => {
		for (const name of contextEvents) context.removeAllListeners(name);
		await Promise.all([context.unrouteAll(), context.setOffline(false)]);
		const [home] = origins;
		// Of an app that has ended there is nothing to keep.
		if (home && anchor.url() === 'about:blank') await anchor.goto(`${home}/favicon.svg`).catch(() => null);
		for (const page of context.pages()) if (page !== anchor) await page.close();
		await context.clearCookies();
		for (const origin of origins)
			await cleaner.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
		kept.set(key, [...(kept.get(key) ?? []), taken]);
	};
	return { context, giveBack };
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
	const { context, giveBack } = await takeContext(
		browser,
		{ reducedMotion: 'reduce', locale: 'en-GB', ...options },
		alone
	);
	const page = await context.newPage();
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

/** Goes to a page of the desk and waits until it answers to clicks. */
export async function visit(page: Page, url: string): Promise<void> {
	await page.goto(url);
	await page.locator('html[data-ready]').waitFor({ state: 'attached' });
}

/**
 * axe finds nothing: every rule, WCAG 2.2's target size included, or only the named ones, on the page as it
 * stands now.
 */
export async function expectAccessible(page: Page, only?: string[]): Promise<void> {
	if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
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

/** Nothing is wider than the screen: a page scrolls down, never sideways. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
	const { wide, screen } = await page.evaluate(() => ({
		wide: document.documentElement.scrollWidth,
		screen: document.documentElement.clientWidth
	}));
	expect(wide, `width of ${page.url()}`).toBeLessThanOrEqual(screen);
}

/** Writes `test-results/<name>.png`, of the whole page when asked. */
export async function screenshot(page: Page, name: string, fullPage = false): Promise<void> {
	await mkdir('test-results', { recursive: true });
	await page.screenshot({ path: `test-results/${name}.png`, fullPage });
}
