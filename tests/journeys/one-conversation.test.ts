import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type App } from '#support/app.ts';
import { desk, expectAccessible, launchBrowser, phone, screenshot, visit } from '#support/browser.ts';
import { salon, type Salon } from '#support/salon.ts';
import { openSignedIn } from '#support/signed-in.ts';
import { openSmtp, type TestSmtp } from '#support/smtp.ts';
import { openWhatsApp, whatsappPayload, type WhatsAppPeer } from '#support/whatsapp.ts';

const number = '106540352242922';
const secret = 'app secret';

let app: App;
let browser: Browser;
let smtp: TestSmtp;
let peer: WhatsAppPeer;
let lumi: Salon;
let inbound: string;

beforeAll(async () => {
	[smtp, peer] = await Promise.all([openSmtp(), openWhatsApp()]);
	[app, browser] = await Promise.all([
		startApp({
			SMTP_URL: smtp.url,
			MAIL_FROM: 'Customer Hub <hub@mail.example>',
			MAIL_WEBHOOK_SECRET: 'webhook-secret',
			WHATSAPP_API_URL: peer.api,
			WHATSAPP_TOKEN: peer.token,
			WHATSAPP_PHONE_NUMBER_ID: number,
			WHATSAPP_APP_SECRET: secret,
			WHATSAPP_VERIFY_TOKEN: 'our word'
		}),
		launchBrowser()
	]);
	lumi = await salon(app, 'Studio Lumi');
	const [row] = await app.fresh.owner<
		{ address: string }[]
	>`select inbound_address as address from organizations where id = ${lumi.orgId}`;
	inbound = row?.address ?? '';
});
afterAll(() => Promise.all([app?.stop(), smtp?.close(), peer?.close()]));

/** A mail as Mia's mail program sends it, handed over by the mail server. */
async function miaMails(
	subject: string,
	text: string,
	headers: Record<string, string> = {}
): Promise<string> {
	const messageId = `<${randomUUID()}@mail.example>`;
	const head = {
		From: 'Mia López <mia@example.com>',
		To: inbound,
		Subject: subject,
		Date: new Date().toUTCString(),
		'Message-ID': messageId,
		'MIME-Version': '1.0',
		'Content-Type': 'text/plain; charset=utf-8',
		...headers
	};
	const raw = `${Object.entries(head)
		.map(([name, value]) => `${name}: ${value}`)
		.join('\r\n')}\r\n\r\n${text}\r\n`;
	const answer = await app.as(null)(`/webhooks/mail?to=${encodeURIComponent(inbound)}`, {
		method: 'POST',
		headers: { authorization: 'Bearer webhook-secret', 'content-type': 'message/rfc822' },
		body: raw
	});
	expect(answer.status).toBe(202);
	return messageId;
}

const needsReply = (page: Page) => page.getByRole('link', { name: /Mia López/ });
const status = async () =>
	(
		await app.fresh.owner<{ status: string; outcome: string | null; cases: number }[]>`
		select status, outcome, (select count(*)::int from inquiries all_of where all_of.customer_id = i.customer_id) as cases
		from inquiries i join customers c on c.id = i.customer_id where c.email = 'mia@example.com'`
	)[0];

test('one conversation goes over mail, portal and WhatsApp, is won, and begins again', async () => {
	// A mail comes in from somebody unknown.
	const asked = await miaMails('Wedding in May', 'Hello! Do you have time on the 12th of May?');
	const owner = await openSignedIn({ app, browser }, desk, lumi.owner);
	await visit(owner, `${app.origin}/inbox`);
	await needsReply(owner).first().click();
	await owner.getByText('Do you have time on the 12th of May?').last().waitFor();

	// She answers by mail; it goes into Mia's thread, with the link to her page.
	await owner.getByPlaceholder(/Write an answer/).fill('We do! I have put a quote in your page.');
	await owner.getByRole('button', { name: 'Send', exact: true }).click();
	await expect.poll(() => smtp.received.length, { timeout: 30_000 }).toBe(1);
	const [mail] = smtp.received;
	expect(mail?.to).toEqual(['mia@example.com']);
	expect(mail?.parsed.subject).toBe('Re: Wedding in May');
	expect(mail?.parsed.inReplyTo).toBe(asked);
	expect(mail?.parsed.text).toContain('We do! I have put a quote in your page.');
	const link = /http\S+\/c\/[A-Za-z0-9_-]{43}/.exec(mail?.parsed.text ?? '')?.[0] ?? '';
	expect(await status()).toMatchObject({ status: 'waiting' });

	// Mia opens it on her phone and answers there; the owner's inbox says so by itself.
	const mia = await phone(browser);
	await mia.goto(link);
	await mia.getByRole('region', { name: 'Messages' }).getByText('We do!').waitFor();
	await mia.getByRole('textbox', { name: 'Reply here' }).fill('Wonderful, count me in 🌸');
	await mia.getByRole('button', { name: 'Send', exact: true }).click();
	await owner.getByText('Wonderful, count me in 🌸').last().waitFor();
	expect(await status()).toMatchObject({ status: 'open' });

	// The owner writes down her number, and from then on WhatsApp is part of it.
	await owner.getByRole('link', { name: /Everything about Mia/ }).click();
	await owner.getByRole('link', { name: 'Edit', exact: true }).click();
	await owner.getByLabel('Phone').fill('+49 170 1112233');
	await owner.getByRole('button', { name: /Save/ }).click();
	await owner.getByText('+49 170 1112233').first().waitFor();
	const answer = await peer.tell(
		app.origin,
		secret,
		whatsappPayload(number, {
			from: '491701112233',
			name: 'Mia',
			messages: [
				{
					id: `wamid.${randomUUID()}`,
					from: '491701112233',
					timestamp: String(Math.floor(Date.now() / 1000)),
					type: 'text',
					text: { body: 'May I bring my sister?' }
				}
			]
		})
	);
	expect(answer.status).toBe(200);
	await visit(owner, `${app.origin}/inbox`);
	await needsReply(owner).first().click();
	await owner.getByText('May I bring my sister?').last().waitFor();
	expect(await status()).toMatchObject({ status: 'open', cases: 1 });
	await expectAccessible(owner);
	await screenshot(owner, 'one-conversation-desk');

	// It is won.
	await owner.getByRole('button', { name: 'Close case' }).first().click();
	const dialog = owner.getByRole('dialog');
	await dialog.getByRole('radio', { name: 'Won' }).check();
	await dialog.getByLabel(/Deal value/).fill('120.50');
	await dialog.getByRole('button', { name: 'Close case' }).click();
	await owner.getByRole('button', { name: 'Reopen' }).first().waitFor();
	expect(await status()).toMatchObject({ status: 'closed', outcome: 'won' });

	// And her next mail, in the same thread, opens it again.
	await miaMails('Re: Wedding in May', 'One more question: is there parking?', {
		'In-Reply-To': mail?.parsed.messageId ?? '',
		References: `${asked} ${mail?.parsed.messageId ?? ''}`
	});
	await owner.getByText('One more question: is there parking?').last().waitFor();
	await owner.getByRole('button', { name: 'Close case' }).first().waitFor();
	expect(await status()).toMatchObject({ status: 'open', outcome: null, cases: 1 });
	await visit(owner, `${app.origin}/inbox`);
	await needsReply(owner).first().waitFor();
}, 180_000);
