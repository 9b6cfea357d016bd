import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type App } from '#support/app.ts';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	phone,
	screenshot,
	visit,
	withoutJavaScript
} from '#support/browser.ts';
import { salon, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';
import { openSmtp, type TestSmtp } from '#support/smtp.ts';

let app: App;
let browser: Browser;
let smtp: TestSmtp;
let lumi: Salon;

beforeAll(async () => {
	[app, browser, smtp] = await Promise.all([
		startApp({ ALLOW_PRIVATE_HOSTS: '1' }),
		launchBrowser(),
		openSmtp({ login: { user: 'lumi', password: 'right one' }, offers: 'none' })
	]);
});
afterAll(() => Promise.all([app?.stop(), smtp?.close()]));

const signedIn = (open: typeof desk, options = {}) =>
	openSignedIn({ app, browser }, open, lumi.owner, options);
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

describe('an owner', () => {
	it('sets up her own mail server, is told what is wrong with it, and gets a test mail', async () => {
		lumi = await salon(app, 'Studio Lumi');
		const server = await openSmtp();
		const page = await signedIn(desk);
		await visit(page, `${app.origin}/settings/channels`);
		const card = region(page, 'Outgoing mail');
		await expect.poll(() => card.textContent()).toContain('No mail server is set up');
		await card.getByLabel('Send from').fill('hello@lumi.example');
		await card.getByLabel('Server').fill('https://localhost');
		await card.getByLabel('Encryption').selectOption('none');
		await card.getByLabel('Port').fill(String(server.port));
		await card.getByLabel('Password').fill('secret');
		await card.getByRole('button', { name: 'Save outgoing mail' }).click();
		await card.getByText('The server must be a name such as').waitFor();
		await card.getByLabel('Server').fill('localhost');
		await card.getByLabel('Password').fill('secret');
		await card.getByRole('button', { name: 'Save outgoing mail' }).click();
		await card.getByText('A password is not sent over a connection that anybody can read').waitFor();
		expect(await card.getByLabel('Password').inputValue()).toBe('secret');
		await card.getByLabel('Password').fill('');
		await card.getByRole('button', { name: 'Save outgoing mail' }).click();
		await card.getByText('Not tested').waitFor();
		await card.getByRole('button', { name: 'Send a test mail to me' }).click();
		await card.getByText('A test mail is on its way to').waitFor();
		await card.getByText('Working', { exact: true }).waitFor();
		const [mail] = server.received;
		expect(mail?.from).toBe('hello@lumi.example');
		expect(mail?.parsed.headers.get('auto-submitted')).toBe('auto-generated');
		await expectAccessible(page);
		await screenshot(page, 'channels-desk', true);
		await server.close();
		await card.getByRole('button', { name: 'Send a test mail to me' }).click();
		await card.getByText('No mail server answers').waitFor();
		await card.getByText('Not working', { exact: true }).waitFor();
		await expectAccessible(page);
		await card.getByRole('button', { name: 'Remove' }).click();
		await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
		await card.getByText('No mail server is set up').waitFor();
	});

	it('never sees her password again, nor finds it in the page', async () => {
		lumi = await salon(app, 'Studio Lumi');
		const page = await signedIn(phone);
		await visit(page, `${app.origin}/settings/channels`);
		const card = region(page, 'Outgoing mail');
		await card.getByLabel('Send from').fill('hello@lumi.example');
		await card.getByLabel('Server').fill('smtp.lumi.example');
		await card.getByLabel('User name').fill('lumi');
		await card.getByLabel('Password').fill('correct horse battery');
		await card.getByRole('button', { name: 'Save outgoing mail' }).click();
		await card.getByText('Not tested').waitFor();
		await page.reload();
		const answer = await lumi.owner.fetch('/settings/channels');
		const text = await answer.text();
		expect(text).toContain('smtp.lumi.example');
		expect(text).not.toContain('correct horse');
		expect(await card.getByLabel('Password').inputValue()).toBe('');
		expect(await card.getByLabel('Port').inputValue()).toBe('465');
		await expectAccessible(page);
		await expectNoSidewaysScroll(page);
		await screenshot(page, 'channels-phone', true);
	});

	it('can do without a script', async () => {
		lumi = await salon(app, 'Studio Lumi');
		const page = await signedIn(desk, withoutJavaScript);
		await page.goto(`${app.origin}/settings/channels`);
		const card = region(page, 'Incoming mail');
		await card.getByLabel('Server').fill('imap.lumi.example');
		await card.getByLabel('Port').fill('993');
		await card.getByLabel('User name').fill('lumi');
		await card.getByLabel('Password').fill('correct horse');
		await card.getByRole('button', { name: 'Save incoming mail' }).click();
		await card.getByText('Not tested').waitFor();
		expect(await card.getByLabel('Server').inputValue()).toBe('imap.lumi.example');
		const conversations = region(page, 'Conversations');
		await conversations.getByLabel('Open a new case after so many days').fill('30');
		await conversations.getByRole('button', { name: 'Save conversations' }).click();
		expect(await conversations.getByLabel('Open a new case after so many days').inputValue()).toBe('30');
	});

	it('sees the very mail while she writes her signature, in HTML and as text', async () => {
		lumi = await salon(app, 'Studio Lumi');
		for (const scheme of ['light', 'dark'] as const) {
			const page = await signedIn(desk, { colorScheme: scheme });
			await visit(page, `${app.origin}/settings/branding`);
			const card = region(page, 'Mail');
			await card.getByLabel('Signature').fill('Warmly,\n{name}');
			await card.getByLabel('Address').fill('Rosenweg 3\n10115 Berlin');
			await card.getByLabel('Show the case number').check();
			const frame = page.frameLocator('iframe[title="Preview of a mail"]');
			await frame.getByText('Reference:').waitFor();
			await frame.getByText('Robin owner').waitFor();
			await frame.getByText('Rosenweg 3, 10115 Berlin').waitFor();
			await expectAccessible(page, ['wcag2a', 'wcag2aa']);
			await screenshot(page, `mail-settings-${scheme}`, true);
			await page.getByRole('region', { name: 'Preview of a mail' }).getByLabel('Text').check();
			await frame.getByText('-- ').waitFor();
			await card.getByRole('button', { name: 'Save mail' }).click();
			await page.getByText('Mail saved').waitFor();
			await page.reload();
			expect(await card.getByLabel('Signature').inputValue()).toBe('Warmly,\n{name}');
		}
		const answer = await lumi.owner.fetch(
			'/settings/branding/mail?signature=%3Cscript%3Ealert(1)%3C/script%3E'
		);
		expect(answer.headers.get('content-security-policy')).toContain('sandbox');
		const forged = { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
		const seen = await (await lumi.owner.fetch('/settings/branding/mail', { headers: forged })).text();
		expect(seen).toContain(`${app.origin}/c/`);
		expect(seen).not.toContain('evil.example');
		expect(await answer.text()).not.toContain('<script>');
	});
});

describe('an agent', () => {
	it('has no Channels in Settings, and is refused', async () => {
		lumi = await salon(app, 'Studio Lumi');
		const agent = await lumi.colleague('agent');
		expect((await agent.fetch('/settings/channels')).status).toBe(403);
		expect(await (await agent.fetch('/settings/team')).text()).not.toContain('/settings/channels');
		for (const action of ['smtp', 'imap', 'testSmtp', 'remove', 'conversations']) {
			const body = new URLSearchParams(action === 'remove' ? { kind: 'smtp' } : {});
			const answer = await agent.fetch(`/settings/channels?/${action}`, { method: 'POST', body });
			expect([400, 403], action).toContain(answer.status);
		}
	});
});
