import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DemoOrganization } from '#hub/demo/demo.ts';
import { sharedApp, type RunningApp } from '#support/app.ts';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	onPhone,
	rulesOfColours
} from '#support/browser.ts';
import { checkout } from '#support/program.ts';
import { address, entrances, parameterNames } from '#support/routes.ts';
import { audienceOf } from '../../src/routes/audiences.ts';

let app: RunningApp;
/** By `hub demo --json`, of the organization that is looked at. */
let printed: string;
let browser: Browser;
let parameters: Record<string, string>;
/** Stands for `[id]` in the inbox. */
let caseId: string;
/** Stands for `[id]` of quotes: a draft, whose page is the editor. */
let quoteId: string;
let signedIn: { cookies: { name: string; value: string; url: string }[]; origins: [] };

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	const { stdout } = await promisify(execFile)(process.execPath, ['bin/hub', 'demo', '--json'], {
		cwd: checkout,
		env: app.env
	});
	printed = stdout;
	const demo = JSON.parse(stdout) as DemoOrganization;
	const owner = demo.members.find(({ role }) => role === 'owner');
	const [customer] = demo.customers;
	if (!owner || !customer) throw new Error(`the demo has no owner or no customer: ${stdout}`);
	const [document] = await app.fresh.owner<
		{ id: string }[]
	>`select id from documents where customer_id = ${customer.id} limit 1`;
	const [inquiry] = await app.fresh.owner<
		{ id: string }[]
	>`select id from inquiries where customer_id = ${customer.id} order by active_at desc limit 1`;
	caseId = inquiry?.id ?? '';
	const [draft] = await app.fresh.owner<{ id: string }[]>`
		select quotes.id from quotes join customers using (org_id) where customers.id = ${customer.id} and status = 'draft' limit 1`;
	quoteId = draft?.id ?? '';
	const cookie = await app.signIn({ ...owner, id: '', name: '' });
	parameters = {
		id: customer.id,
		documentId: document?.id ?? '',
		importId: await startedImport(cookie),
		token: customer.portalUrl.split('/').at(-1) ?? '',
		path: 'no/such/page',
		slug: 'portal'
	};
	const cookies = cookie.split('; ').map((pair) => {
		const [name = '', value = ''] = pair.split('=');
		return { name, value, url: app.origin };
	});
	signedIn = { cookies, origins: [] };
});
/** The id of an import that waits for its owner to look it over, with good rows and a wrong one. */
async function startedImport(cookie: string): Promise<string> {
	const body = new FormData();
	body.set('file', new File(['Name,Email\nAnn Lee,ann@example.com\nBob,bob@\n'], 'customers.csv'));
	const response = await app.as(cookie)('/customers/import', { method: 'POST', body });
	return response.headers.get('location')?.split('/').at(-1) ?? '';
}

afterAll(() => app?.stop());

/** Every address that answers with a page, found in the routes' own files. */
const pages = entrances().filter(
	(entrance) =>
		entrance.method === 'GET' &&
		(entrance.fromPage ||
			['/c/[token]', '/c/[token]/deletion', '/c/[...path]', '/r/[...path]', '/r/[token]'].includes(
				entrance.routeId
			))
);

const parametersOf = ({ routeId }: (typeof pages)[number]) =>
	routeId.includes('/inbox/')
		? { ...parameters, id: caseId }
		: routeId.includes('/quotes/')
			? { ...parameters, id: quoteId }
			: parameters;

async function visit(page: Page, entrance: (typeof pages)[number]): Promise<void> {
	if (audienceOf(entrance.routeId) === 'member') await page.context().addCookies(signedIn.cookies);
	const response = await page.goto(app.origin + address(entrance, parametersOf(entrance)));
	expect(response?.status(), 'a page, or the one that says there is none').toBeOneOf([200, 404]);
	if (entrance.fromPage) await page.locator('html[data-ready]').waitFor({ state: 'attached' });
}

test('hub demo --json prints exactly what is promised, on one line', () => {
	expect(printed.trim().split('\n')).toHaveLength(1);
	const demo = JSON.parse(printed) as DemoOrganization;
	expect(Object.keys(demo)).toEqual(['origin', 'organization', 'members', 'customers']);
	expect(demo.origin).toBe(app.origin);
	expect(Object.keys(demo.organization)).toEqual(['id', 'name', 'inboundAddress']);
	expect(demo.members.map((member) => Object.keys(member).join())).toEqual(
		Array(5).fill('email,password,role')
	);
	expect(demo.members.map(({ role }) => role)).toEqual(['owner', 'admin', 'manager', 'agent', 'viewer']);
	expect(demo.customers.length).toBeGreaterThanOrEqual(3);
	for (const customer of demo.customers) {
		expect(Object.keys(customer)).toEqual(['id', 'name', 'email', 'portalUrl']);
		expect(customer.portalUrl.startsWith(`${app.origin}/c/`)).toBe(true);
		expect(customer.portalUrl.split('/').at(-1)).toMatch(/^[\w-]{43}$/);
	}
});

describe('everybody can use every page', () => {
	test('and every page is among those looked at', () => {
		expect(pages.length).toBeGreaterThan(10);
		const unknown = pages.flatMap(parameterNames).filter((name) => !(name in parameters));
		expect(unknown, 'parameters that this test has no value for').toEqual([]);
	});

	test.each(pages.map((entrance) => [entrance.routeId, entrance] as const))('%s', async (_, entrance) => {
		const page = await desk(browser);
		await visit(page, entrance);
		const look = async (): Promise<void> => {
			await expectAccessible(page);
			await expectNoSidewaysScroll(page);
			await page.emulateMedia({ colorScheme: 'dark' });
			await expectAccessible(page, rulesOfColours);
			await expectNoSidewaysScroll(page);
			await page.emulateMedia({ colorScheme: 'light' });
		};
		await look();
		await onPhone(page, look);
		await onPhone(page, () => expectNoSidewaysScroll(page), { width: 320, height: 640 });
	});
});
