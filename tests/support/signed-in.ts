import type { Browser, Page } from 'playwright-core';
import type { RunningApp } from '#support/app.ts';
import type { desk, PageOptions } from '#support/browser.ts';
import type { Asking } from '#support/salon.ts';

/** The browser of somebody who is signed in, as `desk` or `phone` opens it. */
export async function openSignedIn(
	{ app, browser }: { app: RunningApp; browser: Browser },
	open: typeof desk,
	who: Asking,
	options: PageOptions = {}
): Promise<Page> {
	const page = await open(browser, options);
	const [name = '', value = ''] = (who.cookie ?? '').split('=');
	await page.context().addCookies([{ name, value, url: app.origin }]);
	return page;
}
