import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { receiveMessage } from '#hub/messages/receive.ts';
import { sharedApp, type RunningApp } from '#support/app.ts';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	phone,
	screenshot,
	visit
} from '#support/browser.ts';
import { salon, type Asking, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';

let app: RunningApp;
let browser: Browser;
let lumi: Salon;
let inquiry: string;

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
});
afterAll(() => app?.stop());
beforeEach(async () => {
	lumi = await salon(app, 'Studio Lumi');
	inquiry = randomUUID();
	await app.fresh.owner`insert into inquiries (org_id, id, number, customer_id, subject)
		values (${lumi.orgId}, ${inquiry}, 1, ${lumi.customers[0]?.id ?? ''}, 'Wedding hair')`;
});

const writes = (body: string) =>
	app.fresh.database.transaction('hub_worker', { org: lumi.orgId }, (tx) =>
		receiveMessage(tx, {
			orgId: lumi.orgId,
			inquiryId: inquiry,
			customerId: lumi.customers[0]?.id ?? '',
			channel: 'portal',
			body
		})
	);
const answers = () =>
	app.fresh.database.transaction(
		'hub_worker',
		{ org: lumi.orgId },
		(tx) =>
			tx`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, state, release_at)
			values (${lumi.orgId}, ${inquiry}, ${lumi.customers[0]?.id ?? ''}, 'outbound', 'portal', 'Yes', 'queued', now())`
	);
const reads = ({ memberId, personId }: Asking) =>
	app.fresh.database.transaction(
		'hub_member',
		{ org: lumi.orgId, person: personId },
		(tx) =>
			tx`insert into inquiry_reads (org_id, inquiry_id, member_id) values (${lumi.orgId}, ${inquiry}, ${memberId})`
	);
/** Opens a page of the desk and waits until it misses nothing. */
async function open(
	who: Asking,
	path: string,
	{ another, expected = [] }: { another?: Page; expected?: RegExp[] } = {}
): Promise<Page> {
	const page = another
		? await another.context().newPage()
		: await openSignedIn({ app, browser }, desk, who, { expected });
	const listening = page.waitForResponse(/\/inbox\/waiting$/);
	await visit(page, app.origin + path);
	await listening;
	// The tab that leads, or has found another one leading, has looked once.
	await page.waitForTimeout(1000);
	return page;
}
async function appears(page: Page, text: string): Promise<number> {
	const begun = Date.now();
	await page.getByText(text).first().waitFor({ timeout: 5000 });
	return Date.now() - begun;
}

describe('two colleagues at their desks', () => {
	it('see a message by itself within a second, in the list and in the case', async () => {
		const agent = await lumi.colleague('agent');
		const list = await open(lumi.owner, '/inbox');
		const thread = await open(agent, `/inbox/${inquiry}`);
		await writes('Are you free on Saturday?');
		const took = await Promise.all([list, thread].map((page) => appears(page, 'Are you free on Saturday?')));
		expect(Math.max(...took)).toBeLessThan(1000);
	});

	it('open a case once: a page that reads itself anew opens nothing, nor does a finger that scrolls', async () => {
		const seen = async () =>
			(await app.fresh.owner`select from inquiry_accesses where inquiry_id = ${inquiry}`).length;
		const thread = await open(lumi.owner, `/inbox/${inquiry}`);
		expect(await seen()).toBe(1);
		await app.fresh
			.owner`update inquiry_accesses set created_at = now() - interval '6 hours' where inquiry_id = ${inquiry}`;
		await writes('Are you free on Sunday?');
		await appears(thread, 'Are you free on Sunday?');
		await thread.getByText('Seen by nobody but you').click();
		await thread.getByRole('list', { name: 'Who looked' }).getByText('You opened this case').waitFor();
		expect(await seen()).toBe(1);

		const agent = await lumi.colleague('agent');
		const inHand = await openSignedIn({ app, browser }, phone, agent);
		await visit(inHand, `${app.origin}/inbox`);
		const row = inHand.getByRole('link', { name: /Carla Customer/ }).first();
		const asked: string[] = [];
		inHand.on('request', (request) => asked.push(new URL(request.url()).pathname));
		await row.dispatchEvent('touchstart');
		// What a touch fetches ahead it fetches at once.
		await inHand.evaluate(() => fetch('/healthz').then((answer) => answer.text()));
		expect(asked.filter((path) => path.includes(inquiry))).toEqual([]);
		await row.tap();
		await inHand.getByText('Seen by Robin owner').waitFor();
		expect(await seen()).toBe(2);
	});

	it('see each other on a case, and when one writes', async () => {
		const agent = await lumi.colleague('agent');
		const hers = await open(lumi.owner, `/inbox/${inquiry}`);
		expect(await hers.getByText(/is looking|is typing/).count()).toBe(0);
		const his = await open(agent, `/inbox/${inquiry}`);
		await appears(hers, 'Robin agent is looking');
		await appears(his, 'Robin owner is looking');
		await screenshot(hers, 'presence');
		await expectAccessible(hers, ['color-contrast', 'region']);
		await his.locator('textarea').first().fill('Dear Carla');
		await appears(hers, 'Robin agent is typing');
		// A pause in her writing is one after five seconds.
		await hers.getByText('Robin agent is looking').waitFor({ timeout: 10_000 });
		await visit(his, `${app.origin}/customers`);
		await hers.getByText('Robin agent is').waitFor({ state: 'detached' });
	});
});

describe('several tabs of one browser', () => {
	it('share one stream, and when its tab is closed the next one takes over', async () => {
		const first = await open(lumi.owner, '/inbox');
		const streams: string[] = [];
		first.context().on('request', (request) => {
			if (new URL(request.url()).pathname === '/live') streams.push(request.url());
		});
		const second = await open(lumi.owner, '/inbox', { another: first });
		const third = await open(lumi.owner, `/inbox/${inquiry}`, { another: first });
		expect(streams).toEqual([]);
		await writes('To all of you');
		await Promise.all([first, second, third].map((page) => appears(page, 'To all of you')));
		await first.close();
		await expect.poll(() => streams.length, { timeout: 5000 }).toBe(1);
		await second.waitForTimeout(1000);
		await writes('Still there?');
		await Promise.all([second, third].map((page) => appears(page, 'Still there?')));
		expect(streams).toHaveLength(1);
	});

	it('come back after the server was away', async () => {
		// What the page asks for meanwhile fails, if it asks.
		const page = await open(lumi.owner, '/inbox', { expected: [/ERR_INTERNET_DISCONNECTED/] });
		await page.context().setOffline(true);
		await writes('While you were away');
		await page.context().setOffline(false);
		expect(await appears(page, 'While you were away').catch(() => -1)).toBeGreaterThanOrEqual(0);
	});
});

describe('news that cannot be read', () => {
	it('leave what is shown and typed where it is, say so, and come once they can be', async () => {
		const page = await openSignedIn({ app, browser }, desk, lumi.owner, {
			expected: [/Failed to load resource/]
		});
		await visit(page, `${app.origin}/inbox/${inquiry}`);
		await page.locator('textarea').fill('Dear Carla');
		for (const [body, answer] of [
			['The line is cut', null],
			['The server is ill', { status: 500, body: 'Internal Error' }],
			['A part of it is', { body: '{"type":"data","nodes":[null,{"type":"error","error":{},"status":503}]}' }]
		] as const) {
			const trouble = page.getByText('This page is not up to date');
			await page.route(/__data\.json/, (route) => (answer ? route.fulfill(answer) : route.abort()));
			await writes(body);
			await trouble.waitFor();
			expect(await page.locator('textarea').inputValue()).toBe('Dear Carla');
			await page.unroute(/__data\.json/);
			await page.getByText(body).first().waitFor();
			await trouble.waitFor({ state: 'detached' });
		}
	});

	it('without a connection no click takes it away', async () => {
		const page = await openSignedIn({ app, browser }, desk, lumi.owner, {
			expected: [/ERR_INTERNET|Failed to fetch/]
		});
		await visit(page, `${app.origin}/inbox/${inquiry}`);
		await page.locator('textarea').fill('Dear Carla');
		await page.context().setOffline(true);
		await page.getByRole('link', { name: 'Customers' }).first().click();
		await page.getByText('There is no connection').waitFor();
		expect(await page.locator('textarea').inputValue()).toBe('Dear Carla');
		await page.context().setOffline(false);
		await page.getByRole('link', { name: 'Customers' }).first().click();
		await page.waitForURL(/customers/);
	});
});

describe('a tab in the background', () => {
	it('counts in its title what waits, as its rail does, until somebody answered', async () => {
		const page = await open(lumi.owner, '/inbox');
		expect(await page.title()).not.toMatch(/^\(/);
		await writes('One');
		await expect.poll(() => page.title()).toMatch(/^\(1\) .*Inbox/);
		await page.getByRole('link', { name: 'Customers' }).first().click();
		await expect.poll(() => page.title()).toMatch(/^\(1\) .*Customers/);
		await reads(lumi.owner);
		await writes('Two');
		await page.getByRole('link', { name: /Inbox.*waiting: 1/ }).waitFor();
		expect(await page.title(), 'one case, read or not').toMatch(/^\(1\)/);
		await answers();
		await expect.poll(() => page.title()).toMatch(/^Customers/);
		expect(await page.getByRole('link', { name: /Inbox.*waiting/ }).count()).toBe(0);
	});

	it('notifies when it was asked to, by name and case and without a word of the message', async () => {
		const page = await openSignedIn({ app, browser }, desk, lumi.owner, { permissions: ['notifications'] });
		const script = await page.addInitScript(() => {
			const shown: string[] = [];
			const Fake = Object.assign(
				function (title: string, options: { body: string }) {
					shown.push(`${title} | ${options.body}`);
				},
				{ permission: 'granted', requestPermission: () => Promise.resolve('granted') }
			);
			Object.assign(globalThis, { Notification: Fake, shown });
		});
		onTestFinished(() => script.dispose());
		await visit(page, `${app.origin}/settings/notifications`);
		await page.getByRole('button', { name: 'Turn on notifications' }).click();
		await page.getByRole('button', { name: 'Turn off notifications' }).waitFor();
		await page.waitForTimeout(1000);
		const shown = () => page.evaluate(() => (globalThis as unknown as { shown: string[] }).shown);
		await writes('In sight');
		await expect.poll(() => page.title()).toMatch(/^\(1\)/);
		await page.waitForTimeout(1500);
		expect(await shown()).toEqual([]);
		await page.evaluate(() => {
			Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
			document.dispatchEvent(new Event('visibilitychange'));
		});
		await writes('My secret');
		await expect.poll(shown, { timeout: 5000 }).toHaveLength(1);
		expect((await shown())[0]).toMatch(/^Carla Customer wrote \| Case \w+-000001$/);
	});
});

describe('the settings of notifications', () => {
	it.each([
		['desk', desk, 'light'],
		['phone', phone, 'dark']
	] as const)('are accessible and saved, on a %s', async (name, device, colorScheme) => {
		const page = await openSignedIn({ app, browser }, device, lumi.owner, { colorScheme });
		await visit(page, `${app.origin}/settings/notifications`);
		await screenshot(page, `notifications-${name}`, true);
		await expectAccessible(page);
		await expectNoSidewaysScroll(page);
		await page.getByLabel('A customer writes').selectOption('Mail at once');
		await page.getByRole('button', { name: 'Save notifications' }).click();
		await page.getByText('Notifications saved').waitFor();
		await page.reload();
		expect(await page.getByLabel('A customer writes').inputValue()).toBe('now');
	});

	it('offer a viewer no mail', async () => {
		const viewer = await lumi.colleague('viewer');
		const page = await openSignedIn({ app, browser }, desk, viewer);
		await visit(page, `${app.origin}/settings/notifications`);
		await page.getByText('You read along').waitFor();
		expect(await page.getByRole('button', { name: 'Save notifications' }).count()).toBe(0);
	});
});
