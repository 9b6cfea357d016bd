import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type App } from '#support/app.ts';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	phone,
	screenshot,
	visit
} from '#support/browser.ts';
import { salon, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';
import { openWhatsApp, type WhatsAppPeer } from '#support/whatsapp.ts';

let app: App;
let browser: Browser;
let peer: WhatsAppPeer;
let lumi: Salon;

beforeAll(async () => {
	peer = await openWhatsApp();
	[app, browser] = await Promise.all([startApp({ WHATSAPP_API_URL: peer.api }), launchBrowser()]);
	lumi = await salon(app, 'Studio Lumi');
});
afterAll(() => Promise.all([app?.stop(), peer?.close()]));

describe('an owner', () => {
	test('connects her WhatsApp number, is told what is wrong, and sees that it works', async () => {
		const page = await openSignedIn({ app, browser }, desk, lumi.owner);
		await visit(page, `${app.origin}/settings/channels`);
		const card = page.getByRole('region', { name: 'WhatsApp', exact: true });
		await card.getByLabel('Phone number id').fill('+49 170');
		await card.getByLabel('Access token').fill('wrong token');
		await card.getByLabel('App secret').fill('shh');
		await card.getByLabel('Verify token').fill('our word');
		await card.getByRole('button', { name: 'Save WhatsApp' }).click();
		await card.getByText('The phone number id has only digits.').waitFor();
		expect(await card.getByLabel('Access token').inputValue()).toBe('wrong token');
		await card.getByLabel('Phone number id').fill('106540352242922');
		await card.getByRole('button', { name: 'Save WhatsApp' }).click();
		await card.getByText(`${app.origin}/webhooks/whatsapp?number=106540352242922`).waitFor();
		await card.getByRole('button', { name: 'Test', exact: true }).click();
		await card.getByText('WhatsApp refused it.').waitFor();
		await card.getByLabel('Access token').fill(peer.token);
		await card.getByRole('button', { name: 'Save WhatsApp' }).click();
		await card.getByText('Not tested').waitFor();
		await card.getByRole('button', { name: 'Test', exact: true }).click();
		await card.getByText('Your number is Studio Lumi, +1 555 000 1111').waitFor();
		expect(await page.content()).not.toContain(peer.token);
		await expectAccessible(page);
		await screenshot(page, 'whatsapp-desk', true);
	});

	test('reads it on a phone', async () => {
		const page = await openSignedIn({ app, browser }, phone, lumi.owner);
		await visit(page, `${app.origin}/settings/channels`);
		await expectAccessible(page);
		await expectNoSidewaysScroll(page);
		await screenshot(page, 'whatsapp-phone', true);
	});
});
