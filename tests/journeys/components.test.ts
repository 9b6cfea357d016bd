import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	phone,
	rulesOfColours
} from '#support/browser.ts';
import { buildGallery } from './components/serve.ts';

let browser: Browser;
let show: (page: Page, attributes?: string) => Promise<void>;

beforeAll(async () => {
	[browser, show] = await Promise.all([launchBrowser(), buildGallery()]);
});

const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const focused = (page: Page) =>
	page.evaluate(
		() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent.trim()
	);

describe('everybody can use every component', () => {
	for (const colorScheme of ['light', 'dark'] as const) {
		const rules = colorScheme === 'dark' ? rulesOfColours : undefined;
		test(`at the desk, ${colorScheme}`, async () => {
			const page = await desk(browser, { colorScheme });
			await show(page);
			await expectAccessible(page, rules);

			await press(page, 'Share portal');
			await expectAccessible(page, rules);
			await page.getByRole('menuitem', { name: 'Reset link' }).click();
			await page.getByRole('alertdialog').waitFor();
			await expectAccessible(page, rules);
			await press(page, 'Cancel');

			await press(page, 'Edit label');
			await expectAccessible(page, rules);
			await press(page, 'Close');

			await page.keyboard.press('Control+k');
			await page.getByRole('option', { name: 'Mia Wong' }).waitFor();
			await expectAccessible(page, rules);
			await page.keyboard.press('Escape');

			await press(page, 'Delete with undo');
			await press(page, 'Fail');
			await expectAccessible(page, rules);
		});

		test(`on a phone, ${colorScheme}`, async () => {
			const page = await phone(browser, { colorScheme });
			await show(page);
			await expectAccessible(page, rules);
			await press(page, 'More');
			await page.getByRole('button', { name: 'Sign out' }).waitFor();
			await expectAccessible(page, rules);
		});
	}

	test('in a language that is written from right to left', async () => {
		const page = await phone(browser);
		await show(page, 'lang="ar" dir="rtl"');
		await expectNoSidewaysScroll(page);
		await press(page, 'Share portal');
		await expectAccessible(page);
	});

	test('without ever scrolling sideways, down to 320 pixels', async () => {
		const page = await desk(browser);
		await show(page);
		for (const width of [320, 390, 768, 1440]) {
			await page.setViewportSize({ width, height: 800 });
			await expectNoSidewaysScroll(page);
		}
	});
});

describe('with the keyboard alone', () => {
	test('a menu opens, moves, finds by letter, and gives the focus back', async () => {
		const page = await desk(browser);
		await show(page);
		const trigger = page.getByRole('button', { name: 'Share portal' });
		await trigger.focus();
		await page.keyboard.press('Enter');
		await expect.poll(() => focused(page)).toBe('Copy link');
		await page.keyboard.press('ArrowDown');
		expect(await focused(page)).toBe('Email it');
		await page.keyboard.press('ArrowDown');
		expect(await focused(page), 'a disabled item is passed over').toBe('Reset link');
		await page.keyboard.press('ArrowDown');
		expect(await focused(page), 'round again').toBe('Copy link');
		await page.keyboard.press('r');
		expect(await focused(page)).toBe('Reset link');
		await page.keyboard.press('Escape');
		await expect.poll(() => focused(page)).toBe('Share portal');
		expect(await page.getByRole('menu').count()).toBe(0);
	});

	test('a dialog begins where something is to be typed, and Escape gives the focus back', async () => {
		const page = await desk(browser);
		await show(page);
		await press(page, 'Edit label');
		expect(await page.getByLabel('New label').evaluate((input) => input === document.activeElement)).toBe(
			true
		);
		await page.keyboard.press('Escape');
		await expect.poll(() => focused(page)).toBe('Edit label');
	});

	test('search opens from anywhere and goes to what was found', async () => {
		const page = await desk(browser);
		await show(page);
		const box = page.getByRole('combobox', { name: 'Search customers and cases' });
		await page.keyboard.press('Control+k');
		await page.keyboard.type('zzz');
		await page.getByText('Nothing found for “zzz”.').waitFor();
		await box.fill('offline');
		await page.getByText('The search did not answer.').waitFor();
		await box.fill('o');
		await page.getByRole('option', { name: 'Mia Wong' }).waitFor();
		await page.keyboard.press('Enter');
		await expect.poll(() => page.url()).toContain('#1');
		expect(await box.count()).toBe(0);
	});

	test('a question mark lists the shortcuts, but not while somebody types', async () => {
		const page = await desk(browser);
		await show(page);
		await page.getByLabel('Name', { exact: true }).press('?');
		expect(await page.getByRole('dialog').count()).toBe(0);
		await page.getByRole('heading', { level: 1 }).click();
		await page.keyboard.press('?');
		await page.getByRole('dialog', { name: 'Shortcuts' }).waitFor();
		await expectAccessible(page);
	});

	test('shortcuts of a single key can be switched off', async () => {
		const page = await desk(browser);
		await show(page);
		await page.keyboard.press('?');
		await page.getByRole('switch', { name: 'Shortcuts of a single key' }).uncheck();
		await page.keyboard.press('Escape');
		await page.keyboard.press('?');
		expect(await page.getByRole('dialog', { name: 'Shortcuts' }).count()).toBe(0);
		await page.keyboard.press('Control+k');
		await page.getByRole('combobox', { name: 'Search customers and cases' }).waitFor();
	});
});

describe('what a component says', () => {
	test('a field in error names what is wrong', async () => {
		const page = await desk(browser);
		await show(page);
		const email = page.getByRole('textbox', { name: 'Email', exact: true });
		expect(await email.getAttribute('aria-invalid')).toBe('true');
		expect(
			await email.evaluate((input) => input.ariaDescribedByElements?.map((one) => one.textContent))
		).toEqual(['This address has no domain: add the part after the @.', 'Quotes go here.']);
	});

	test('a question before something final is not closed by a stray press', async () => {
		const page = await desk(browser);
		await show(page);
		await press(page, 'Share portal');
		await page.getByRole('menuitem', { name: 'Reset link' }).click();
		await page.mouse.click(5, 5);
		await page.getByRole('alertdialog', { name: 'Reset the link?' }).waitFor();
		await press(page, 'Reset link');
		await page.getByText('The link was reset.').waitFor();
		expect(await page.getByRole('alertdialog').count()).toBe(0);
	});

	test('a deletion can be taken back from its toast', async () => {
		const page = await desk(browser);
		await show(page);
		await press(page, 'Delete with undo');
		await press(page, 'Undo');
		await page.getByText('Contract 2026 is back.').waitFor();
		expect(await page.getByText('Contract 2026 was deleted.').count()).toBe(0);
	});

	test('a busy button takes no second press', async () => {
		const page = await desk(browser);
		await show(page);
		const busy = page.getByRole('button', { name: 'Saving' });
		expect(await busy.getAttribute('aria-busy')).toBe('true');
		expect(await busy.getAttribute('aria-disabled')).toBe('true');
	});
});
