import type { Browser } from 'playwright-core';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { LANGUAGE_CODES, LANGUAGES } from '#hub/texts/languages.ts';
import { textsOf } from '#hub/texts/texts.ts';
import { sharedApp, type RunningApp } from '#support/app.ts';
import {
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	phone,
	withoutJavaScript
} from '#support/browser.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';

let app: RunningApp;
let browser: Browser;
let sql: Sql;
let carla: Whole['customers'][number];
let link: string;

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	sql = app.fresh.owner;
	const lumi = await wholeOrganization(sql, 'Studio Lumi');
	[carla] = lumi.customers as [typeof carla];
	const token = newPortalToken();
	link = `${app.origin}/c/${token}`;
	await sql`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla.id}`;
	// No picture of it lies in storage.
	await sql`update documents set thumbnail_key = null where org_id = ${lumi.orgId}`;
});
afterAll(() => app.stop());

const chosen = async () =>
	(await sql`select locale from customers where id = ${carla.id}`)[0]?.['locale'] as string | null;

describe('the customer’s language', () => {
	test('is chosen in the menu, without JavaScript, and stays', async () => {
		const page = await phone(browser, { ...withoutJavaScript, locale: 'en-US' });
		await page.goto(link);
		await page.getByText('Language: English').click();
		await page.getByRole('button', { name: 'Español' }).click();
		await page.getByRole('heading', { name: 'Hola, Carla' }).waitFor();
		expect(await page.locator('html').getAttribute('lang')).toBe('es');
		expect(await chosen()).toBe('es');
		await page.getByText('Idioma: Español').click();
		await page.getByRole('button', { name: 'English' }).click();
		await page.getByRole('heading', { name: 'Hello Carla' }).waitFor();
		expect(await chosen()).toBe('en');
	});

	test('is offered as her browser has it, and never taken for granted', async () => {
		await sql`update customers set locale = null where id = ${carla.id}`;
		const page = await phone(browser, { locale: 'de-AT' });
		await page.goto(link);
		await page.getByRole('heading', { name: 'Hello Carla' }).waitFor();
		expect(await chosen()).toBeNull();
		await page.getByRole('button', { name: 'Diese Seite auf Deutsch lesen' }).click();
		await page.getByRole('heading', { name: 'Hallo Carla' }).waitFor();
		expect(await chosen()).toBe('de');
		expect(await page.getByRole('button', { name: 'Diese Seite auf Deutsch lesen' }).count()).toBe(0);
	});

	test('stays as it is when she says so, and is not asked about again', async () => {
		await sql`update customers set locale = null where id = ${carla.id}`;
		const page = await phone(browser, { locale: 'fr-FR' });
		await page.goto(link);
		await page.getByRole('button', { name: 'Keep English' }).click();
		await page.getByRole('button', { name: 'Keep English' }).waitFor({ state: 'detached' });
		expect(await chosen()).toBe('en');
		await page.getByText('Language: English').click();
		await page.keyboard.press('Escape');
		expect(await page.getByRole('button', { name: 'Français' }).isVisible()).toBe(false);
	});

	test.each(LANGUAGE_CODES)(
		'%s: the page can be read, by everybody, without pushing it sideways',
		async (code) => {
			await sql`update customers set locale = ${code} where id = ${carla.id}`;
			const texts = textsOf(code);
			const page = await phone(browser, { locale: code, colorScheme: code === 'ar' ? 'dark' : 'light' });
			await page.goto(link);
			for (const { title } of [texts.messages, texts.files, texts.quotes, texts.receipts])
				await page.getByRole('heading', { name: title, exact: true }).waitFor();
			expect(await page.locator('html').getAttribute('dir')).toBe(code === 'ar' ? 'rtl' : 'ltr');
			await page.getByText(`${texts.language.menu}: ${LANGUAGES[code]}`).click();
			await expectAccessible(page);
			await expectNoSidewaysScroll(page);
		}
	);
});

test('a link that opens nothing says so in the browser’s language, or in the one that is chosen in its menu', async () => {
	const page = await phone(browser, { locale: 'ar' });
	const response = await page.goto(`${app.origin}/c/mistyped`);
	expect(response?.status()).toBe(404);
	const { gone, lost } = textsOf('ar');
	await page.getByRole('heading', { name: gone.title }).waitFor();
	await expectAccessible(page);
	await expectNoSidewaysScroll(page);
	await page.getByText(`${textsOf('ar').language.menu}: ${LANGUAGES.ar}`).click();
	await expectAccessible(page);
	await page.getByRole('button', { name: LANGUAGES.fr }).click();
	const french = textsOf('fr');
	await page.getByRole('heading', { name: french.gone.title }).waitFor();
	expect(page.url()).toBe(`${app.origin}/c/mistyped?language=fr`);
	await page.getByLabel(french.lost.email).fill('nobody@example.com');
	await page.getByRole('button', { name: french.lost.send }).click();
	await page.getByText(french.lost.asked).waitFor();
	await page.getByText(`${french.language.menu}: ${LANGUAGES.fr}`).click();
	await page.getByRole('button', { name: LANGUAGES.ar }).click();
	await page.getByText(lost.asked).waitFor();
	await expectNoSidewaysScroll(page);
});
