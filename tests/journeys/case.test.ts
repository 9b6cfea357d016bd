import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { receiveMessage } from '#hub/messages/receive.ts';
import { asWorker } from '#hub/organizations/actor.ts';
import { sharedApp, type RunningApp } from '#support/app.ts';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	phone,
	screenshot,
	visit,
	withoutJavaScript,
	type PageOptions
} from '#support/browser.ts';
import { salon, type Asking, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';

let app: RunningApp;
let browser: Browser;
let lumi: Salon;
let agent: Asking;
let carla: string;
let id: string;

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	lumi = await salon(app, 'Studio Lumi');
	agent = await lumi.colleague('agent');
	carla = lumi.customers[0]?.id ?? '';
	await app.fresh.owner`insert into saved_replies (org_id, title, body)
		values (${lumi.orgId}, 'Prices', 'Hello {first name}, a cut is 60 €. {business}')`;
});
afterAll(() => app.stop());

let number = 0;
beforeEach(async () => {
	id = randomUUID();
	await app.fresh.owner`insert into inquiries (org_id, id, number, customer_id, subject)
		values (${lumi.orgId}, ${id}, ${500 + ++number}, ${carla}, 'Wedding in May')`;
	await writes('Are you free on Friday?');
});

const writes = (body: string) =>
	asWorker(app.fresh.database, lumi.orgId, (tx) =>
		receiveMessage(tx, { orgId: lumi.orgId, inquiryId: id, customerId: carla, channel: 'portal', body })
	);
const signedIn = (open: typeof desk, who: Asking = lumi.owner, options: PageOptions = {}): Promise<Page> =>
	openSignedIn({ app, browser }, open, who, options);
const address = () => `${app.origin}/inbox/${id}`;
const box = (page: Page) => page.getByRole('textbox', { name: 'Message to Carla Customer' });
const thread = (page: Page) => page.getByRole('region', { name: 'Conversation' });
const kept = () =>
	app.fresh.owner<{ body: string; state: string }[]>`
		select body, state from messages where inquiry_id = ${id} and direction = 'outbound' order by created_at`;
const status = async () =>
	(
		await app.fresh.owner`select status, outcome, deal_value_minor as value from inquiries where id = ${id}`
	)[0];

describe('an answer', () => {
	it('is taken back in the thread, and what was noted meanwhile stays in the team', async () => {
		const page = await signedIn(desk);
		await visit(page, address());
		await box(page).fill('Yes, at to');
		await page.getByRole('button', { name: 'Send' }).click();
		await thread(page).getByRole('button', { name: 'Undo' }).waitFor();
		await page.getByRole('radio', { name: 'Internal note' }).check();
		const note = page.getByRole('textbox', { name: 'Note to your team' });
		await note.fill('She is always late');
		await thread(page).getByRole('button', { name: 'Undo' }).click();
		await expect.poll(() => note.inputValue()).toBe('Yes, at to\n\nShe is always late');
		expect(await page.getByRole('radio', { name: 'Internal note' }).isChecked()).toBe(true);
		expect(await page.getByRole('status').getByRole('button', { name: 'Undo' }).count()).toBe(0);
		await expect.poll(kept).toEqual([]);
	});
});

describe.each([
	['at a desk', desk],
	['on a phone', phone]
] as const)('somebody who answers %s', (size, open) => {
	it('sends, takes it back within five seconds, and sends it better', async () => {
		const page = await signedIn(open);
		await visit(page, address());
		await thread(page).getByText('Are you free on Friday?').waitFor();
		await expectAccessible(page);
		await expectNoSidewaysScroll(page);
		await box(page).fill('Yes, at to');
		await page.getByRole('button', { name: 'Send' }).click();
		await expect.poll(() => box(page).inputValue()).toBe('');
		await page.getByRole('status').getByRole('button', { name: 'Undo' }).click();
		await expect.poll(() => box(page).inputValue()).toBe('Yes, at to');
		await expect.poll(kept).toEqual([]);
		await box(page).fill('Yes, at two');
		await box(page).press('Control+Enter');
		await box(page).press('Control+Enter');
		expect(await page.getByText('Write something first.').count()).toBe(0);
		await thread(page).getByText('Yes, at two').waitFor();
		await expect
			.poll(async () => (await kept()).map(({ state }) => state), { timeout: 20_000 })
			.toEqual(['delivered']);
		await thread(page).getByText('On their page; they have not been there yet').waitFor();
		await screenshot(page, `case-${size.replaceAll(' ', '-')}`);
	});

	it('finds what was being typed after a reload', async () => {
		const page = await signedIn(open);
		await visit(page, address());
		await box(page).fill('Dear Carla, I was just');
		await page.reload();
		await expect.poll(() => box(page).inputValue()).toBe('Dear Carla, I was just');
	});

	it('closes the case as won with its value, and opens it again', async () => {
		const page = await signedIn(open);
		await visit(page, address());
		await page.getByRole('button', { name: 'Close case' }).click();
		const dialog = page.getByRole('dialog', { name: 'Close this case' });
		await expectAccessible(page);
		await dialog.getByRole('radio', { name: 'Won' }).check({ force: true });
		await dialog.getByRole('textbox', { name: 'Deal value (EUR)' }).fill('a lot');
		await dialog.getByRole('button', { name: 'Close case' }).click();
		await dialog.getByText('Write an amount such as 120.50.').waitFor();
		await dialog.getByRole('textbox', { name: 'Deal value (EUR)' }).fill('1,250.50');
		await dialog.getByRole('textbox', { name: 'Reason' }).fill('Booked for May');
		await dialog.getByRole('button', { name: 'Close case' }).click();
		await thread(page)
			.getByText(/You closed this case as won, €1,250.50: Booked for May/)
			.waitFor();
		expect(await status()).toEqual({ status: 'closed', outcome: 'won', value: 125050 });
		await page.getByRole('button', { name: 'Reopen' }).click();
		await page.getByRole('button', { name: 'Close case' }).waitFor();
		expect(await status()).toMatchObject({ status: 'open', outcome: null });
	});
});

describe('at a desk', () => {
	it('everything of an answer is done by keyboard alone', async () => {
		const page = await signedIn(desk);
		await visit(page, address());
		await page.keyboard.press('r');
		await page.keyboard.press('/');
		await page.getByRole('dialog', { name: 'Saved replies' }).waitFor();
		await page.keyboard.type('price');
		await page.keyboard.press('Enter');
		await expect.poll(() => box(page).inputValue()).toBe('Hello Carla, a cut is 60 €. Studio Lumi');
		await page.keyboard.press('Control+Enter');
		await expect.poll(async () => (await kept())[0]?.body).toBe('Hello Carla, a cut is 60 €. Studio Lumi');
		await page.keyboard.press('Escape');
		await page.keyboard.press('e');
		await page.getByRole('dialog', { name: 'Close this case' }).waitFor();
		await page.keyboard.press('Escape');
		await page.keyboard.press('n');
		await page.keyboard.type('She likes tea');
		await page.keyboard.press('Control+Enter');
		await thread(page).getByText('Internal note by you').waitFor();
		expect(await kept()).toHaveLength(1);
	});

	it('what comes in while one types is shown before anything leaves', async () => {
		const page = await signedIn(desk);
		await visit(page, address());
		await box(page).fill('Yes, Friday');
		await writes('Sorry, I meant Saturday');
		await page.getByRole('button', { name: 'Send', exact: true }).click();
		const alert = page.getByRole('alert').filter({ hasText: 'Carla Customer wrote meanwhile' });
		await alert.getByText('Sorry, I meant Saturday').waitFor();
		expect(await box(page).inputValue()).toBe('Yes, Friday');
		expect(await kept()).toEqual([]);
		await alert.getByRole('button', { name: 'Read first' }).click();
		await alert.waitFor({ state: 'detached' });
		await box(page).fill('Yes, Saturday');
		await page.getByRole('button', { name: 'Send', exact: true }).click();
		await expect.poll(async () => (await kept()).map(({ body }) => body)).toEqual(['Yes, Saturday']);
	});

	it('a file goes with the answer and comes back byte for byte', async () => {
		const page = await signedIn(desk);
		await visit(page, address());
		await page
			.getByLabel('Attach files')
			.setInputFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('The plan') });
		await box(page).fill('Here is the plan');
		await box(page).press('Control+Enter');
		const download = page.waitForEvent('download');
		await thread(page).getByRole('button', { name: 'Download plan.txt' }).click();
		const stream = await (await download).createReadStream();
		const chunks: Buffer[] = [];
		for await (const chunk of stream) chunks.push(chunk as Buffer);
		expect(Buffer.concat(chunks).toString()).toBe('The plan');
	});

	it('a colleague’s answer and the customer’s message appear by themselves', async () => {
		const page = await signedIn(desk, agent);
		await visit(page, address());
		await writes('And on Sunday?');
		await thread(page).getByText('And on Sunday?').waitFor();
	});

	it('an owner deletes a case and brings it back; an agent is not offered it', async () => {
		const page = await signedIn(desk);
		await visit(page, address());
		await page.getByRole('button', { name: 'More', exact: true }).click();
		await page.getByRole('menuitem', { name: 'Delete case' }).click();
		await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
		await page.getByText('This case is deleted').waitFor();
		await expectAccessible(page);
		await page.getByRole('button', { name: 'Restore' }).click();
		await box(page).waitFor();
		const other = await signedIn(desk, agent);
		await visit(other, address());
		await other.getByRole('button', { name: 'More', exact: true }).click();
		expect(await other.getByRole('menuitem').allInnerTexts()).toEqual([
			'Remind me …',
			'New quote',
			'Rename …'
		]);
	});

	it('a refused new name is mended where the keyboard is', async () => {
		const page = await signedIn(desk);
		await visit(page, address());
		await page.getByRole('button', { name: 'More', exact: true }).click();
		await page.getByRole('menuitem', { name: 'Rename …' }).click();
		const dialog = page.getByRole('dialog', { name: 'Rename this case' });
		const was = await dialog.getByLabel('Subject').inputValue();
		await dialog.getByLabel('Subject').fill('');
		await dialog.getByRole('button', { name: 'Save' }).click();
		await dialog.getByText('The subject is missing.').waitFor();
		await expect
			.poll(() => dialog.getByLabel('Subject').evaluate((field) => field === document.activeElement))
			.toBe(true);
		await page.keyboard.type(was);
		await page.keyboard.press('Enter');
		await page.getByText('The case has its new subject.').waitFor();
	});

	it('a reminder stands above the inbox when its day has come, until it is seen to', async () => {
		const page = await signedIn(desk);
		await visit(page, address());
		await page.keyboard.press('h');
		const dialog = page.getByRole('dialog', { name: 'Remind me' });
		await dialog.getByRole('button', { name: 'In a week' }).click();
		await expectAccessible(page);
		await dialog.getByRole('button', { name: 'Remind me' }).click();
		await page.getByText(/if no answer comes, for Robin owner/).waitFor();
		await app.fresh.owner`update inquiries set follow_up_at = now() - interval '1 minute' where id = ${id}`;
		await visit(page, `${app.origin}/inbox`);
		await page.getByRole('link', { name: /Time to follow up/ }).click();
		await page.getByRole('button', { name: 'Done' }).click();
		await expect
			.poll(async () => (await app.fresh.owner`select follow_up_at as at from inquiries where id = ${id}`)[0])
			.toEqual({ at: null });
		await page.getByRole('link', { name: /Time to follow up/ }).waitFor({ state: 'detached' });
	});

	it('a viewer reads and is offered nothing to change', async () => {
		const page = await signedIn(desk, await lumi.colleague('viewer'));
		await visit(page, address());
		await thread(page).getByText('Are you free on Friday?').waitFor();
		expect(await page.getByRole('button', { name: /Reply|Close case|Send/ }).count()).toBe(0);
		await expectAccessible(page);
	});

	it('a case is opened for a customer from her page', async () => {
		const page = await signedIn(desk);
		await visit(page, `${app.origin}/customers/${carla}`);
		await page.getByRole('link', { name: 'New case' }).click();
		await page.getByRole('textbox', { name: 'Subject' }).fill('A gift card');
		await page.getByRole('button', { name: 'Open case' }).click();
		await page.waitForURL('**/inbox/*');
		await page.getByRole('heading', { level: 1, name: 'A gift card' }).waitFor();
		await expectAccessible(page);
	});
});

describe('without JavaScript', () => {
	it('one reads, answers, takes it back, notes, closes and reopens', async () => {
		const page = await signedIn(phone, lumi.owner, withoutJavaScript);
		await page.goto(address());
		await box(page).fill('Yes, at two');
		await page.getByRole('button', { name: 'Send' }).click();
		await thread(page).getByText('Yes, at two').waitFor();
		await thread(page).getByRole('button', { name: 'Undo' }).click();
		expect(await box(page).inputValue()).toBe('Yes, at two');
		await page.getByRole('radio', { name: 'Internal note' }).check({ force: true });
		await page.locator('#composer').fill('Called her');
		await page.getByRole('button', { name: /Send|Add note/ }).click();
		await thread(page).getByText('Called her').waitFor();
		await page.getByRole('button', { name: 'Close case' }).click();
		await page.getByRole('radio', { name: 'Won' }).check({ force: true });
		await page.getByRole('textbox', { name: 'Deal value (EUR)' }).fill('80');
		await page.getByRole('button', { name: 'Close case' }).click();
		await page.getByRole('button', { name: 'Reopen' }).waitFor();
		expect(await status()).toEqual({ status: 'closed', outcome: 'won', value: 8000 });
		await page.getByRole('button', { name: 'Reopen' }).click();
		await page.getByRole('button', { name: 'Close case' }).waitFor();
		expect(await kept()).toEqual([]);
	});

	it('what came in meanwhile is shown, and the text is still there', async () => {
		const page = await signedIn(desk, lumi.owner, withoutJavaScript);
		await page.goto(address());
		await box(page).fill('Yes, Friday');
		await writes('Sorry, I meant Saturday');
		await page.getByRole('button', { name: 'Send', exact: true }).click();
		await page.getByRole('alert').getByText('Sorry, I meant Saturday').waitFor();
		expect(await box(page).inputValue()).toBe('Yes, Friday');
		await page.getByRole('button', { name: 'Send anyway' }).click();
		await expect.poll(async () => (await kept()).map(({ body }) => body)).toEqual(['Yes, Friday']);
	});
});
