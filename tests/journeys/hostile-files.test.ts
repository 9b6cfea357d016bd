import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sharedApp, type RunningApp } from '#support/app.ts';
import { launchBrowser, openPage } from '#support/browser.ts';
import { salon, tap, upload, type Salon } from '#support/salon.ts';
import { corpusFiles, withoutCorpora } from '#support/shared.ts';

let app: RunningApp;
let browser: Browser;
let lumi: Salon;
let sink: Server;
/** What a script that ran would call. */
let address: string;
let called: string[] = [];
/** What the sink serves: the same files as an open door would. */
let served = new Map<string, { type: string; body: Buffer }>();

beforeAll(async () => {
	app = sharedApp();
	browser = await launchBrowser();
	lumi = await salon(app, 'Studio Lumi');
	sink = createServer((request, response) => {
		const file = served.get(request.url ?? '');
		if (!file) called.push(request.url ?? '');
		response.writeHead(file ? 200 : 204, {
			'content-type': file?.type ?? 'text/plain',
			'access-control-allow-origin': '*'
		});
		response.end(file?.body);
	});
	await new Promise<void>((resolve) => sink.listen(0, '127.0.0.1', resolve));
	address = `http://127.0.0.1:${(sink.address() as AddressInfo).port}`;
});
afterAll(async () => {
	sink.close();
	await app.stop();
});
beforeEach(() => {
	called = [];
	served = new Map();
});

type Hostile = { name: string; type: string; body: string };

/** Files that run a script wherever they are shown as what they are, or as what a browser may take them for. */
function hostile(): Hostile[] {
	const script = (mark: string) => `fetch('${address}/ran-${mark}');alert('${mark}');document.title='ran'`;
	return [
		{ name: 'page.html', type: 'text/html', body: `<!doctype html><script>${script('html')}</script>` },
		{
			name: 'page.xhtml',
			type: 'application/xhtml+xml',
			body: `<html xmlns="http://www.w3.org/1999/xhtml"><script>${script('xhtml')}</script></html>`
		},
		{
			name: 'drawing.svg',
			type: 'image/svg+xml',
			body: `<svg xmlns="http://www.w3.org/2000/svg"><script>${script('svg')}</script></svg>`
		},
		{
			name: 'load.svg',
			type: 'image/svg+xml',
			body: `<svg xmlns="http://www.w3.org/2000/svg" onload="${script('onload').replaceAll("'", '&#39;')}"/>`
		},
		{ name: 'script.js', type: 'text/javascript', body: script('js') },
		{ name: 'polyglot.gif', type: 'image/gif', body: `GIF89a/*${'\0'.repeat(20)}*/=1;${script('gif')}//` },
		{
			name: 'looks-like.txt',
			type: 'text/plain',
			body: `<!doctype html><html><script>${script('txt')}</script></html>`
		},
		{
			name: 'no-extension',
			type: '',
			body: `<html><body onload="${script('sniffed').replaceAll("'", '&#39;')}">`
		},
		{ name: 'photo.jpg', type: 'image/jpeg', body: `<html><script>${script('jpg')}</script>` },
		{
			name: 'paper.pdf',
			type: 'application/pdf',
			body: `%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);app.launchURL\\('${address}/ran-pdf'\\))>>>>endobj trailer<</Root 1 0 R>>`
		},
		{
			name: 'style.xml',
			type: 'text/xml',
			body: `<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>${script('xml')}</h:script></x>`
		},
		{
			name: 'mail.mhtml',
			type: 'multipart/related',
			body: `From: x\r\nContent-Type: text/html\r\n\r\n<script>${script('mhtml')}</script>`
		}
	];
}

/** A person who opens the address, pastes it into a new tab, and a page of the app that shows it in every way there is. */
async function openEveryWay(page: Page, location: string): Promise<void> {
	// A download ends the navigation: that is what should happen.
	await page.goto(new URL(location, app.origin).href).catch((cause: unknown) => {
		if (!(cause instanceof Error) || !/Download is starting|ERR_ABORTED/.test(cause.message)) throw cause;
	});
	if (page.url() !== `${app.origin}/sign-in`) await page.goto(`${app.origin}/sign-in`);
	await page.evaluate((path) => {
		for (const tag of ['iframe', 'embed', 'img', 'script'] as const) {
			const element = document.createElement(tag);
			element.src = path;
			document.body.append(element);
		}
		const object = document.createElement('object');
		object.data = path;
		document.body.append(object);
	}, location);
	await page.waitForTimeout(150);
}

async function watched(): Promise<{ page: Page; dialogs: string[]; close: () => Promise<void> }> {
	const { page, close } = await openPage(browser, { expected: [/./] });
	const dialogs: string[] = [];
	page.context().on('dialog', (dialog) => {
		dialogs.push(dialog.message());
		void dialog.dismiss();
	});
	return { page, dialogs, close };
}

describe('files that would run a script', () => {
	it('do run it where nobody guards them: the traps of this test work', async () => {
		const { page, dialogs, close } = await watched();
		for (const { name, type, body } of hostile())
			served.set(`/${name}`, { type: type || 'text/html', body: Buffer.from(body) });
		for (const name of ['page.html', 'page.xhtml', 'drawing.svg', 'load.svg', 'style.xml', 'no-extension'])
			await page.goto(`${address}/${name}`);
		await expect
			.poll(() => new Set(called.filter((path) => path.startsWith('/ran-'))).size)
			.toBeGreaterThanOrEqual(6);
		expect(dialogs.length).toBeGreaterThanOrEqual(6);
		await close();
	});

	it('run nothing here, opened by their signed address in every way', async () => {
		const customer = lumi.customers[0] ?? { id: '', token: '' };
		const { page, dialogs, close } = await watched();
		for (const { name, body } of hostile()) {
			const made = await upload(lumi.owner, customer.id, body, { name });
			await openEveryWay(page, await tap(app, customer.token, made.id));
			expect([name, called, dialogs, await page.title()]).toEqual([
				name,
				[],
				[],
				expect.not.stringContaining('ran')
			]);
		}
		await close();
	});

	it.skipIf(withoutCorpora !== '')(`and no file of any format does${withoutCorpora}`, async () => {
		const customer = lumi.customers[0] ?? { id: '', token: '' };
		const files = corpusFiles();
		const windows = [0, 1, 2, 3].map(async (_, lane, lanes) => {
			const { page, dialogs, close } = await watched();
			let shown = 0;
			page.on('framenavigated', (frame) => {
				if (frame.url().includes('/files/')) shown++;
			});
			for (const { name, bytes } of files.filter((_, at) => at % lanes.length === lane)) {
				const made = await upload(lumi.owner, customer.id, bytes, { name });
				await openEveryWay(page, await tap(app, customer.token, made.id));
			}
			await close();
			return [dialogs, shown];
		});
		expect(await Promise.all(windows)).toEqual([0, 1, 2, 3].map(() => [[], 0]));
		expect(called).toEqual([]);
	});
});
