import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Presses Tab until `control` has the focus, as somebody without a mouse does. Throws when she does not get there. */
export async function reach(page: Page, control: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
	await control.waitFor({ timeout: 10_000 });
	for (let presses = 0; presses < 120; presses += 1) {
		if (await control.evaluate((element) => element === document.activeElement)) return;
		await page.keyboard.press(key);
	}
	throw new Error(`The keyboard does not reach ${String(control)}`);
}

/** Goes there by Tab and presses it. */
export async function press(page: Page, control: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
	await reach(page, control);
	await page.keyboard.press(key);
}

/** What has the focus, its name or text; "nothing" when the page lost it, and what lies over it when it cannot be seen. */
const focused = (page: Page) =>
	page.evaluate(() => {
		const { activeElement: element } = document;
		if (!element || element === document.body) return 'nothing';
		const name = element.getAttribute('aria-label') ?? element.textContent?.trim().slice(0, 60) ?? '';
		const box = element.getClientRects()[0];
		if (!box) return `hidden: ${name}`;
		const [x, y] = [box.x + box.width / 2, box.y + Math.min(box.height, 30) / 2];
		const top = document.elementFromPoint(x, y);
		const seen =
			top !== null && (element.contains(top) || top.contains(element) || top.closest('label') !== null);
		return seen
			? `at ${element.tagName.toLowerCase()} ${name}`
			: `${name} is covered by ${top?.outerHTML.slice(0, 120) ?? 'the edge'}`;
	});

/** The focus is somewhere on the page where it can be seen, and stays there. `where`: the beginning of its name, after its element's. */
export async function expectPlace(page: Page, where = ''): Promise<void> {
	await expect.poll(() => focused(page), { timeout: 5000 }).toMatch(new RegExp(`^at ${where}`));
}
