import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sharedApp, type RunningApp } from '#support/app.ts';
import { launchBrowser } from '#support/browser.ts';
import { hostileHtml } from '#support/hostile-html.ts';
import { mail } from '#support/mails.ts';
import { salon, type Salon } from '#support/salon.ts';
import { webhookSecret } from '#support/shared-app.ts';

let app: RunningApp;
let browser: Browser;
let lumi: Salon;
let sink: Server;
let address: string;
let asked: string[] = [];

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	lumi = await salon(app, 'Studio Lumi');
	sink = createServer((request, response) => {
		const page = /^\/as-it-is\/(\d+)$/.exec(request.url ?? '');
		if (page)
			return response.setHeader('content-type', 'text/html').end(hostileHtml(address)[Number(page[1])]);
		asked.push(request.url ?? '');
		response.writeHead(204, { 'access-control-allow-origin': '*' }).end();
	});
	await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
	address = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
});
afterAll(async () => {
	sink.close();
	await app.stop();
});
beforeEach(() => (asked = []));

/** Keeps a mail with this HTML, its headers as hostile as its body; answers where it is shown. */
async function received(html: string, n: number): Promise<{ frame: string; page: string }> {
	const [org] = await app.fresh.owner<
		{ to: string }[]
	>`select inbound_address as "to" from organizations where id = ${lumi.orgId}`;
	const encoded = `=?utf-8?B?${Buffer.from(html.slice(0, 400)).toString('base64')}?=`;
	const raw = mail({
		from: `${encoded} <eve${n}@evil.example>`,
		subject: encoded,
		headers: ['Content-Type: multipart/mixed; boundary=hb', `Cc: ${encoded} <x@evil.example>`],
		body: [
			'--hb',
			'Content-Type: text/html; charset=utf-8',
			'Content-Transfer-Encoding: base64',
			'',
			Buffer.from(`<p>Hello ${n}</p>${html}`).toString('base64'),
			'--hb',
			`Content-Type: text/html; name="${encoded}"`,
			'Content-Disposition: attachment',
			'',
			html,
			'--hb--'
		].join('\r\n')
	});
	const answer = await fetch(`${app.origin}/webhooks/mail?to=${org?.to}`, {
		method: 'POST',
		headers: { authorization: `Bearer ${webhookSecret}` },
		body: new Uint8Array(raw)
	});
	expect(answer.status).toBe(202);
	const [row] = await app.fresh.owner<{ inquiry: string; id: string }[]>`
		select inquiry_id as inquiry, messages.id from messages join message_mails on message_mails.message_id = messages.id
		where messages.org_id = ${lumi.orgId} and from_address = ${`eve${n}@evil.example`}`;
	return { frame: `/inbox/${row?.inquiry}/messages/${row?.id}/html`, page: `/inbox/${row?.inquiry}` };
}

async function signedIn() {
	const context = await browser.newContext();
	const [name = '', value = ''] = (lumi.owner.cookie ?? '').split('=');
	await context.addCookies([{ name, value, url: app.origin }]);
	return context;
}

describe('the HTML of a stranger', () => {
	it('runs nothing and asks nobody, in its frame and in the case around it', async () => {
		const payloads = hostileHtml(address);
		const context = await signedIn();
		const dialogs: string[] = [];
		context.on('dialog', (dialog) => {
			dialogs.push(dialog.message());
			void dialog.dismiss();
		});
		const page = await context.newPage();
		for (const [n, html] of payloads.entries()) {
			const shown = await received(html, n);
			await page.goto(`${app.origin}${shown.frame}`);
			expect(await page.content(), html).toContain(`Hello ${n}`);
			for (const link of await page.locator('a:not([target=_self])').all()) await link.dispatchEvent('click');
			if (n % 8 === 0) {
				await page.goto(`${app.origin}${shown.page}`);
				await page.locator('html[data-ready]').waitFor({ state: 'attached' });
			}
		}
		await page.waitForTimeout(500);
		expect({ asked, dialogs }).toEqual({ asked: [], dialogs: [] });
		await context.close();
	});

	it('would do both, were it shown as it is', async () => {
		const context = await browser.newContext();
		const page = await context.newPage();
		for (const n of hostileHtml(address).keys()) {
			await page.goto(`${address}/as-it-is/${n}`, { waitUntil: 'commit' });
			await page.waitForTimeout(60);
		}
		await page.waitForTimeout(500);
		expect(new Set(asked).size).toBeGreaterThan(30);
		await context.close();
	});

	it('shows pictures from elsewhere once they are asked for, and runs nothing even then', async () => {
		const { frame } = await received(
			`<img src="${address}/picture"><img src="${address}/p2" onerror="fetch('${address}/ran')"><script>fetch('${address}/ran')</script>`,
			900
		);
		const context = await signedIn();
		const page = await context.newPage();
		await page.goto(`${app.origin}${frame}`);
		await page.waitForTimeout(200);
		expect(asked).toEqual([]);
		await page.getByRole('link', { name: 'Show pictures' }).click();
		await page.waitForTimeout(500);
		expect([...asked].sort()).toEqual(['/p2', '/picture']);
		await context.close();
	});
});
