import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
import { joins, organization, signedInPerson } from '#support/people.ts';
import { openSignedIn } from '#support/signed-in.ts';

let app: RunningApp;
let browser: Browser;

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
});
afterAll(() => app.stop());

/** Somebody who has just founded her organization, signed in. */
async function founder() {
	const sql = app.fresh.owner;
	const orgId = await organization(sql, 'Nagelstudio Zoë');
	await sql`update organizations set setting_up = true where id = ${orgId}`;
	const who = await signedInPerson(sql, 'Zoë Owner');
	const { memberId } = await joins(sql, who, orgId, 'owner');
	const cookie = `session=${who.token}`;
	return { orgId, asking: { fetch: app.as(cookie), cookie, memberId, personId: who.id } };
}

describe('somebody who has just founded her organization', () => {
	it.each([
		['desk', desk],
		['phone', phone]
	] as const)('is at her first shared portal in four steps: %s', async (size, open) => {
		const { orgId, asking } = await founder();
		const page = await openSignedIn({ app, browser }, open, asking);
		await visit(page, `${app.origin}/welcome`);
		await page.getByLabel('What you do').selectOption('salon');
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Continue' }).click();
		await page.getByText('We have prepared something for you').waitFor();
		await expectAccessible(page);
		await expectNoSidewaysScroll(page);
		await screenshot(page, `welcome-brand-${size}`, true);
		await page.getByRole('button', { name: 'Continue' }).click();
		await page.getByText('Who is your first customer?').waitFor();
		await page.getByRole('button', { name: 'Add customer' }).click();
		await page.getByText('The name is missing.').waitFor();
		await page.getByLabel('Name', { exact: true }).fill('مريم الهاشمي');
		await page.getByRole('button', { name: 'Add customer' }).click();
		const link = page.getByText(`${app.origin}/c/`);
		await link.waitFor();
		await expectAccessible(page);
		await screenshot(page, `welcome-share-${size}`);
		const portal = await app.as(null)(new URL((await link.textContent()) ?? '').pathname);
		expect(await portal.text()).toContain('Nagelstudio Zoë');
		await page.getByRole('button', { name: 'To the inbox' }).click();
		await page.waitForURL(/\/inbox/);
		const [row] = await app.fresh.owner`select setting_up as it from organizations where id = ${orgId}`;
		expect(row?.['it']).toBe(false);
		expect(await page.getByRole('complementary', { name: 'Setting up' }).count()).toBe(0);
	});

	it('goes on with the look as she changed it, and its square of a picture, chosen by keyboard', async () => {
		const { orgId, asking } = await founder();
		const page = await openSignedIn({ app, browser }, desk, asking);
		await visit(page, `${app.origin}/welcome?step=brand`);
		const half = await sharp({ create: { width: 200, height: 200, channels: 3, background: 'blue' } })
			.png()
			.toBuffer();
		const buffer = await sharp({ create: { width: 400, height: 200, channels: 3, background: 'red' } })
			.composite([{ input: half, left: 200, top: 0 }])
			.png()
			.toBuffer();
		await page.getByLabel('Picture').setInputFiles({ name: 'wide.png', mimeType: 'image/png', buffer });
		await page.getByLabel('Left or right').press('End');
		await expectAccessible(page);
		await screenshot(page, 'welcome-logo', true);
		await page.getByLabel('Name', { exact: true }).fill('');
		await page.getByRole('button', { name: 'Continue' }).click();
		await page.getByText('The name is missing.').waitFor();
		expect(
			await page.getByLabel('Name', { exact: true }).evaluate((it) => it === document.activeElement)
		).toBe(true);
		await page.getByLabel('Name', { exact: true }).fill('Zoë & Töchter');
		await page.getByRole('button', { name: 'Continue' }).click();
		await page.getByText('Who is your first customer?').waitFor();
		const [saved] = await app.fresh.owner`select name from organizations where id = ${orgId}`;
		expect(saved?.['name']).toBe('Zoë & Töchter');
		const logo = await asking.fetch('/settings/branding/logo');
		const { data, info } = await sharp(Buffer.from(await logo.arrayBuffer()))
			.removeAlpha()
			.raw()
			.toBuffer({ resolveWithObject: true });
		expect([info.width, info.height, data[2]]).toEqual([200, 200, 255]);
	});

	it('sends the look as a plain form: a mistake keeps all as it was and comes back with what was typed', async () => {
		const { orgId, asking } = await founder();
		const send = async (name: string, picture: string) => {
			const form = new FormData();
			for (const [field, value] of Object.entries({
				name,
				brandColor: '#ab2050',
				contactEmail: '',
				contactPhone: ''
			}))
				form.set(field, value);
			if (picture) form.set('file', new File([picture], 'logo.png'));
			return asking.fetch('/welcome?step=brand&/look', { method: 'POST', body: form, redirect: 'manual' });
		};
		const brand = async () =>
			(await app.fresh.owner`select name, brand_color from organizations where id = ${orgId}`)[0];
		const before = await brand();
		const refused = await send('Zoë im Hof', 'no picture');
		expect(refused.status).toBe(400);
		expect(await refused.text()).toMatch(/value="Zoë im Hof"[^]*This is not a picture that can be read/);
		expect(await brand()).toEqual(before);
		const gone = await send('Zoë im Hof', '');
		expect([gone.status, gone.headers.get('location')]).toEqual([303, '/welcome?step=customer']);
		expect(await brand()).toMatchObject({ name: 'Zoë im Hof', brand_color: '#ab2050' });
	});

	it('skips every step, comes back from any page, and is left alone when she says so', async () => {
		const { asking } = await founder();
		const page = await openSignedIn({ app, browser }, desk, asking);
		await visit(page, `${app.origin}/customers`);
		const bar = page.getByRole('complementary', { name: 'Setting up' });
		await bar.getByRole('link', { name: 'Finish setting up' }).click();
		for (const question of [
			'What do you do, and where?',
			'Shown small and square.',
			'Who is your first customer?'
		]) {
			await page.getByText(question).waitFor();
			await page.getByRole('link', { name: 'Skip', exact: true }).click();
		}
		await page.getByText('There is no customer yet').waitFor();
		await page.goBack();
		await page.getByText('Who is your first customer?').waitFor();
		await visit(page, `${app.origin}/customers`);
		await bar.getByRole('button', { name: 'Not now' }).click();
		await page.waitForURL(/\/inbox/);
		expect(await bar.count()).toBe(0);
	});
});
