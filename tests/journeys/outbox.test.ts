import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { languageOf } from '#hub/texts/language.ts';
import { writeLetter } from '#hub/branding/mail/letter.ts';
import { startApp, type App } from '#support/app.ts';
import {
	desk,
	expectAccessible,
	expectNoSidewaysScroll,
	launchBrowser,
	openPage,
	phone,
	screenshot,
	visit
} from '#support/browser.ts';
import { salon, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';
import { openSmtp, type TestSmtp } from '#support/smtp.ts';

let app: App;
let browser: Browser;
let smtp: TestSmtp;
let lumi: Salon;

beforeAll(async () => {
	smtp = await openSmtp();
	[app, browser] = await Promise.all([
		startApp({ SMTP_URL: smtp.url, MAIL_FROM: 'Hub <hub@mail.example>' }),
		launchBrowser()
	]);
});
afterAll(() => Promise.all([app?.stop(), smtp?.close()]));
beforeEach(async () => {
	lumi = await salon(app, 'Studio Lumi');
	smtp.received.length = 0;
	smtp.answer = null;
});

const signedIn = (open: typeof desk) => openSignedIn({ app, browser }, open, lumi.owner);
const region = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

/** A case of Carla's with one mail to her that waits to leave, as the composer queues it; answers its message's id. */
async function queued(body: string, email: string | null): Promise<string> {
	const sql = app.fresh.owner;
	const [carla] = lumi.customers;
	const [inquiryId, id] = [randomUUID(), randomUUID()];
	await sql`update customers set email = ${email}, email_normalized = ${email} where id = ${carla?.id ?? ''}`;
	const [counted] = await sql<
		{ number: number }[]
	>`update organizations set last_case_number = last_case_number + 1
		where id = ${lumi.orgId} returning last_case_number as number`;
	await sql`insert into inquiries (org_id, id, number, customer_id, subject)
		values (${lumi.orgId}, ${inquiryId}, ${counted?.number ?? 0}, ${carla?.id ?? ''}, 'Colour on Friday')`;
	await sql`insert into messages (org_id, id, inquiry_id, customer_id, direction, channel, body, state, release_at, message_id, member_id)
		values (${lumi.orgId}, ${id}, ${inquiryId}, ${carla?.id ?? ''}, 'outbound', 'email', ${body}, 'queued', now(),
			${`<${id}@mail.example>`}, ${lumi.owner.memberId})`;
	await sql`select enqueue_job('deliver_message', ${sql.json({ orgId: lumi.orgId, messageId: id })}::json, ${`deliver_message ${id}`})`;
	return id;
}

describe('an owner', () => {
	it('sees why a mail did not leave, mends it, and sends it again from the outbox', async () => {
		smtp.answer = '550 No such mailbox';
		await queued('See you on Friday', 'carla@customers.example');
		const page = await signedIn(desk);
		await expect
			.poll(async () => (await lumi.owner.fetch('/settings/outbox')).text())
			.toContain('No such mailbox');
		await visit(page, `${app.origin}/settings/outbox`);
		const card = region(page, 'To customers');
		await card.getByText('Not sent', { exact: true }).waitFor();
		await card.getByText('Carla Customer').click();
		await card.getByText('No such mailbox').waitFor();
		await expectAccessible(page);
		await screenshot(page, 'outbox-desk');
		smtp.answer = null;
		await card.getByRole('button', { name: 'Retry' }).click();
		await page.getByText('It is tried again').waitFor();
		await expect.poll(() => smtp.received.length).toBe(1);
		await page.reload();
		await card.getByText('Sent', { exact: true }).waitFor();
	});

	it('discards a mail that waits, on her phone', async () => {
		smtp.answer = '451 Come back later';
		await queued('On second thoughts', 'carla@customers.example');
		await expect
			.poll(async () => (await lumi.owner.fetch('/settings/outbox')).text())
			.toContain('Come back later');
		const page = await signedIn(phone);
		await visit(page, `${app.origin}/settings/outbox`);
		const card = region(page, 'To customers');
		await card.getByText('Carla Customer').click();
		await card.getByText('It could not leave yet, after 1 attempt').waitFor();
		await expectAccessible(page);
		await expectNoSidewaysScroll(page);
		await screenshot(page, 'outbox-phone', true);
		await card.getByRole('button', { name: 'Discard' }).click();
		await card.getByText('Not sent', { exact: true }).waitFor();
		smtp.answer = null;
		expect(smtp.received).toHaveLength(0);
	});

	it('tells a customer of new files by ticking a box, in one mail', async () => {
		const [carla] = lumi.customers;
		const page = await signedIn(desk);
		await visit(page, `${app.origin}/customers/${carla?.id ?? ''}`);
		const panel = region(page, 'Documents');
		expect(await panel.getByLabel('Tell Carla by email').count()).toBe(0);
		await app.fresh
			.owner`update customers set email = 'carla@customers.example', email_normalized = 'carla@customers.example'
			where id = ${carla?.id ?? ''}`;
		await page.reload();
		await page.locator('html[data-ready]').waitFor({ state: 'attached' });
		await panel.getByLabel('File').setInputFiles([
			{ name: 'contract.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') },
			{ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('plan') }
		]);
		await panel.getByLabel('Tell Carla by email').check();
		await expectAccessible(page);
		await screenshot(page, 'documents-tell');
		await panel.getByRole('button', { name: 'Upload' }).click();
		await panel.getByRole('button', { name: 'Delete plan.txt' }).waitFor();
		await panel.getByRole('button', { name: 'Delete contract.pdf' }).waitFor();
		// The minute in which more files may follow is over.
		const due = await app.fresh.owner`update graphile_worker._private_jobs set run_at = now()
			where key = ${`tell_of_files ${carla?.id ?? ''}`}`;
		expect(due.count).toBe(1);
		await app.fresh.owner`notify "jobs:insert"`;
		await expect.poll(() => smtp.received.length, { timeout: 15_000 }).toBe(1);
		const [mail] = smtp.received;
		expect(mail?.parsed.subject).toBe('2 new files for you');
		const link = /https?:\/\/\S+\/c\/\S+/.exec(mail?.parsed.text ?? '')?.[0] ?? '';
		expect(link).toBe(`${app.origin}/c/${carla?.token ?? ''}`);
		expect((await fetch(link)).status).toBe(200);
	});
});

describe('a mail', () => {
	const letter = writeLetter({
		brand: {
			name: 'Studio Lumi',
			color: '#b4532a',
			logo: 'data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA0OCA0OCI+PHJlY3Qgd2lkdGg9IjQ4IiBoZWlnaHQ9IjQ4IiBmaWxsPSIjYjQ1MzJhIi8+PC9zdmc+',
			postalAddress: 'Rosenweg 3\n10115 Berlin',
			contactPhone: '+49 30 1234567'
		},
		language: languageOf('en'),
		body: 'Dear Carla,\n\nhere is what we talked about:\nhttps://lumi.example/a-rather-long-address/that-a-phone-has-to-break/somewhere-or-other?because=it-does-not-fit\n\nسنراك يوم الجمعة الساعة العاشرة.\n\nSee you on Friday!',
		items: [{ name: 'Contract 2026', detail: '1.2 MB' }],
		button: { label: 'Open my file', href: 'https://hub.example/c/button' },
		after: 'Keep this link to yourself.',
		signature: 'Warmly,\nOlga Owner\nStudio Lumi',
		portalLink: 'https://hub.example/c/token',
		reference: 'YS-000123'
	});

	it.each([
		['phone', 'light', 390],
		['phone', 'dark', 390],
		['desk', 'light', 900],
		['desk', 'dark', 900]
	] as const)(
		'can be read on a %s in %s colours, and asks nobody for anything',
		async (where, colorScheme, width) => {
			const { page, close } = await openPage(browser, { viewport: { width, height: 844 }, colorScheme });
			const asked: string[] = [];
			page.on('request', (request) => asked.push(request.url()));
			await page.setContent(letter.html);
			expect(asked.filter((url) => !url.startsWith('data:'))).toEqual([]);
			await expectNoSidewaysScroll(page);
			await expectAccessible(page, ['color-contrast', 'link-name', 'image-alt', 'html-has-lang']);
			const sheet = await page.locator('.sheet').boundingBox();
			expect(sheet?.width).toBeLessThanOrEqual(560);
			await screenshot(page, `mail-${where}-${colorScheme}`, true);
			await close();
		}
	);
});
