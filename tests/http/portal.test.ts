import { randomUUID } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { languageOf } from '#hub/texts/language.ts';
import { startApp, type App } from '#support/app.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';

let app: App;
let sql: Sql;
let lumi: Whole;
let dim: Whole;
const live = newPortalToken();
const off = newPortalToken();
const replaced = newPortalToken();

beforeAll(async () => {
	app = await startApp();
	sql = app.fresh.owner;
	lumi = await wholeOrganization(sql, 'Studio Lumi');
	dim = await wholeOrganization(sql, 'Studio Dim');
	const give = (token: string, whole: Whole) =>
		sql`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${whole.customers[0]?.id ?? ''}`;
	await give(replaced, lumi);
	await give(live, lumi);
	await give(off, dim);
	await sql`update organizations set portal_enabled = false where id = ${dim.orgId}`;
});
afterAll(() => app?.stop());

const get = (path: string, init?: RequestInit) => app.as(null)(path, init);

/** The path as it is written, without what `fetch` would tidy up. */
function raw(path: string): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
	return new Promise((resolve, reject) => {
		const { hostname, port } = new URL(app.origin);
		httpRequest({ hostname, port, path, method: 'GET' }, (response) => {
			let body = '';
			response.on('data', (chunk: Buffer) => (body += chunk.toString()));
			response.on('end', () =>
				resolve({ status: response.statusCode ?? 0, headers: response.headers, body })
			);
		})
			.on('error', reject)
			.end();
	});
}

/** All that an answer says, but for the clock. */
async function whole(response: Response): Promise<unknown> {
	const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
	return {
		status: response.status,
		headers,
		body: Buffer.from(await response.arrayBuffer()).toString('base64')
	};
}

describe("the customer's page over HTTP", () => {
	test('is kept by nobody, indexed by nobody, and loads nothing from elsewhere', async () => {
		const response = await get(`/c/${live}`);
		expect(response.status).toBe(200);
		expect(Object.fromEntries(response.headers)).toMatchObject({
			'cache-control': 'no-store',
			'referrer-policy': 'same-origin',
			'x-robots-tag': expect.stringContaining('noindex'),
			'x-content-type-options': 'nosniff',
			'x-frame-options': 'DENY'
		});
		const policy = response.headers.get('content-security-policy') ?? '';
		expect(policy).toContain("default-src 'none'");
		expect(policy).toContain("frame-ancestors 'none'");
		expect(policy).not.toContain('unsafe');
		const html = await response.text();
		const addresses = [...html.matchAll(/(?:src|href|action)="([^"]+)"/g)].map((match) => match[1] ?? '');
		expect(addresses.filter((address) => /^(?:https?:)?\/\//.test(address))).toEqual([]);
	});

	test('gives a link preview that names nobody', async () => {
		const html = await (await get(`/c/${live}`)).text();
		const preview = [...html.matchAll(/<meta property="og:[^>]+>/g)].join();
		expect(preview).toContain('og:title');
		for (const name of ['Carla', 'Lumi']) expect(preview).not.toContain(name);
	});

	test('answers HEAD as GET, without the body', async () => {
		const [head, page] = [await get(`/c/${live}`, { method: 'HEAD' }), await get(`/c/${live}`)];
		expect(head.status).toBe(200);
		expect(head.headers.get('content-security-policy')).toBe(page.headers.get('content-security-policy'));
		expect(await head.text()).toBe('');
		expect((await get(`/c/${newPortalToken()}`, { method: 'HEAD' })).status).toBe(404);
	});

	test('weighs little: 25 KB of HTML and styles, 15 KB of script', async () => {
		const html = await (await get(`/c/${live}`)).text();
		expect(html).toContain('Hello Carla');
		expect(gzipSync(html).byteLength).toBeLessThan(25_000);
		const script = /<script type="module" src="([^"]+)"/.exec(html)?.[1] ?? '';
		const response = await get(script);
		expect(response.status).toBe(200);
		expect(response.headers.get('cache-control')).toContain('immutable');
		expect(gzipSync(await response.text()).byteLength).toBeLessThan(15_000);
		expect(html.match(/<script/g), 'one script').toHaveLength(1);
		expect(html, 'no style sheet of its own').not.toContain('rel="stylesheet"');
	});

	test('answers no other method, and a form of another site changes nothing', async () => {
		for (const method of ['PUT', 'DELETE', 'PATCH', 'POST'])
			expect((await get(`/c/${live}`, { method })).status, method).toBe(405);
		const foreign = await get(`/c/${live}/seen`, {
			method: 'POST',
			headers: { origin: 'https://evil.example' }
		});
		expect(foreign.status).toBe(403);
	});
});

describe('a refusal', () => {
	const arabic = languageOf('ar').texts;
	const inEnglish = { 'accept-language': 'en', accept: 'application/json' };
	const post = (place: string, fields: Record<string, string>, token = live) =>
		get(`/c/${token}/${place}`, { method: 'POST', headers: inEnglish, body: new URLSearchParams(fields) });

	test('is in the customer’s language, whatever her browser speaks, and leads back to her page', async () => {
		await sql`update customers set locale = 'ar' where id = ${lumi.customers[0]?.id ?? ''}`;
		const key = randomUUID();
		for (const [place, fields, said] of [
			['reply', { message: 'x'.repeat(5001), key }, arabic.refusals.tooLong],
			['reply', { message: ' ', key }, arabic.refusals.nothingWritten],
			['preferences', { preferences: 'x'.repeat(2001), version: '0123456789abcdef' }, arabic.refusals.tooLong]
		] as const) {
			const answer = await post(place, fields);
			expect(answer.status).toBe(400);
			expect(await answer.json()).toEqual({ error: said });
			expect((await post(place, fields, newPortalToken())).status, 'of no portal').toBe(404);
		}
		const zip = () => get(`/c/${live}/files.zip`, { headers: { 'accept-language': 'en' } });
		for (let turn = 0; turn < 10; turn++) {
			const answer = await zip();
			expect(answer.status).toBe(200);
			await answer.arrayBuffer();
		}
		const refused = await zip();
		expect(refused.status).toBe(429);
		expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
		expect(refused.headers.get('cache-control')).toBe('no-store');
		const page = await refused.text();
		expect(page).toMatch(/<html lang="ar[^"]*" dir="rtl"/);
		expect(page).toContain(arabic.refusals.tooOften);
		expect(page).toContain(`href="/c/${live}#privacy"`);
		await sql`update customers set locale = null`;
	});
});

describe('a link that opens nothing', () => {
	const dead = () => ({
		unknown: newPortalToken(),
		off,
		replaced,
		short: 'abc',
		long: `${live}x`,
		odd: `${live.slice(0, 42)}!`
	});

	test('is answered with the same bytes, whatever is wrong with it', async () => {
		const answers = await Promise.all(
			Object.values(dead()).map(async (token) => whole(await get(`/c/${token}`)))
		);
		expect(answers[0]).toMatchObject({ status: 404, headers: { 'cache-control': 'no-store' } });
		for (const answer of answers) expect(answer).toEqual(answers[0]);
		expect(await whole(await get('/r/whatever')), 'and so is a referral').toEqual(answers[0]);
		expect(await whole(await get(`/c/${off}/logo`)), 'and a logo').toEqual(answers[0]);
	});

	test('has the same bytes in each language that is chosen in its menu, and takes no other for one', async () => {
		const german = { headers: { 'accept-language': 'de' } };
		const paths = [`/c/${newPortalToken()}`, `/c/${off}`, `/c/${replaced}/logo`, '/c/a/b', '/r/whatever'];
		for (const path of paths) {
			const answer = await whole(await get(`${path}?language=fr`, german));
			expect(answer, path).toEqual(await whole(await get(path, { headers: { 'accept-language': 'fr' } })));
			expect(await (await get(`${path}?language=fr`, german)).text()).toContain('<html lang="fr"');
			for (const odd of [
				'language=xx',
				'language=__proto__',
				'language=%22%3E',
				'language=fr-FR',
				'language='
			])
				expect(await whole(await get(`${path}?${odd}`, german)), odd).toEqual(
					await whole(await get(path, german))
				);
		}
	});

	test('has a way on from where a form was sent to', async () => {
		const ofFiles = [`files/${randomUUID()}`, `attachments/${randomUUID()}`];
		for (const place of ['reply', 'preferences', 'language', 'deletion/withdrawal', 'seen', ...ofFiles])
			for (const token of [off, newPortalToken(), live]) {
				const answer = await get(`/c/${token}/${place}?language=fr`);
				expect([answer.status, answer.headers.get('location')], place).toEqual([
					303,
					`/c/${token}?language=fr`
				]);
				expect(answer.headers.get('cache-control')).toBe('no-store');
				const head = await get(`/c/${token}/${place}`, { method: 'HEAD' });
				expect([head.status, head.headers.get('location')], place).toEqual([303, `/c/${token}`]);
			}
	});

	test('takes the same time, whatever is wrong with it', async () => {
		const times: Record<string, number[]> = {};
		for (let round = 0; round < 60; round++)
			for (const [what, token] of Object.entries(dead())) {
				const begun = performance.now();
				await (await get(`/c/${token}`)).arrayBuffer();
				(times[what] ??= []).push(performance.now() - begun);
			}
		// Of the quicker ones: what others on the machine take comes on top, now of this and now of that.
		const quick = Object.values(times).map((list) => list.sort((a, b) => a - b)[10] ?? NaN);
		expect(Math.max(...quick) - Math.min(...quick)).toBeLessThan(5);
	});

	test('is not made into another one by tricks with its path', async () => {
		expect((await raw(`/c/${live}`)).status, 'the link itself works').toBe(200);
		const tricks = [
			'/x.css',
			'/x',
			'%2Fx.css',
			'%2f..%2f',
			'.css',
			';x.css',
			'%00',
			'%0a',
			'%20',
			'/files',
			'/',
			'//',
			'/../x.js',
			'%3fx.css',
			'/__data.json',
			'/__route.js',
			'%',
			'%E0%A4%A',
			'/%ff'
		];
		for (const trick of tricks) {
			const { status, headers, body } = await raw(`/c/${live}${trick}`);
			expect([404, 405], trick).toContain(status);
			expect(String(headers['cache-control']), trick).toContain('no-store');
			expect(body, trick).not.toContain('Carla');
		}
	});
});

describe('mail scanners and preview robots', () => {
	test('change nothing by following every link twice', async () => {
		const dump = async () => {
			const tables = [
				'customers',
				'documents',
				'inquiries',
				'messages',
				'quotes',
				'payments',
				'organizations'
			];
			return Promise.all(
				tables.map(
					(table) => sql`select md5(string_agg(t::text, '' order by t::text)) as print from ${sql(table)} t`
				)
			);
		};
		const before = await dump();
		const html = await (await get(`/c/${live}`)).text();
		const links = [...html.matchAll(/(?:src|href|action|data-seen)="(\/[^"]*)"/g)].map(
			(match) => match[1] ?? ''
		);
		expect(
			links.some((link) => link.includes('/files/')),
			'the files are among them'
		).toBe(true);
		for (const link of [`/c/${live}`, ...links])
			for (const method of ['GET', 'GET', 'HEAD']) await (await get(link, { method })).arrayBuffer();
		expect(await dump()).toEqual(before);
	});

	test('are not taken for the customer; her own touch is', async () => {
		const seen = async () =>
			(await sql`select portal_seen_at as at from customers where id = ${lumi.customers[0]?.id ?? ''}`)[0]?.[
				'at'
			] as Date | null;
		expect(await seen()).toBeNull();
		expect((await get(`/c/${live}/seen`, { method: 'POST' })).status).toBe(204);
		expect(await seen()).toBeInstanceOf(Date);
		expect((await get(`/c/${off}/seen`, { method: 'POST' })).status).toBe(404);
	});
});

test('off means off, for a hundred clients at once', async () => {
	const html = await (await get(`/c/${live}`)).text();
	const tap = await get(/action="([^"]*\/files\/[^"]*)"/.exec(html)?.[1] ?? '', { method: 'POST' });
	expect(tap.status).toBe(303);
	const signed = tap.headers.get('location') ?? '';
	const paths = [
		`/c/${live}`,
		signed,
		`/c/${live}/logo`,
		/src="([^"]*\/thumbnail)"/.exec(html)?.[1] ?? `/c/${live}`
	];
	let acknowledged = Infinity;
	let running = true;
	const late: { path: string; status: number }[] = [];
	let before = 0;
	const client = async (path: string) => {
		while (running) {
			const begun = performance.now();
			const response = await get(path);
			await response.arrayBuffer();
			if (begun > acknowledged) late.push({ path, status: response.status });
			else if (response.status === 200) before++;
		}
	};
	const clients = Array.from({ length: 100 }, (_, index) => client(paths[index % paths.length] ?? ''));
	await new Promise((resolve) => setTimeout(resolve, 700));
	await sql`update organizations set portal_enabled = false where id = ${lumi.orgId}`;
	acknowledged = performance.now();
	await new Promise((resolve) => setTimeout(resolve, 1500));
	running = false;
	await Promise.all(clients);
	await sql`update organizations set portal_enabled = true where id = ${lumi.orgId}`;
	expect(before, 'it was on before').toBeGreaterThan(0);
	expect(late.length, 'clients asked on').toBeGreaterThan(50);
	expect(late.filter(({ status }) => status !== 404)).toEqual([]);
	expect((await get(`/c/${live}`)).status, 'on again, the same link works').toBe(200);
});

test('no token is written to the log', async () => {
	await get(`/c/${live}/files/00000000-0000-4000-8000-000000000000`, { method: 'POST' });
	for (const token of [live, off, replaced]) expect(app.output()).not.toContain(token);
});
