import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type App } from '#support/app.ts';
import { joins, organization, person } from '#support/people.ts';
import { salon, type Salon } from '#support/salon.ts';

let app: App;
let cookie: string;
let lumi: Salon;
let neighbour: Salon;

beforeAll(async () => {
	app = await startApp();
	const olga = await person(app.fresh.owner, 'Olga Owner');
	await joins(app.fresh.owner, olga, await organization(app.fresh.owner, 'Studio Lumi'), 'owner');
	cookie = await app.signIn(olga);
	lumi = await salon(app, 'Studio Lumi');
	neighbour = await salon(app, 'Studio Neighbour');
});
afterAll(() => app.stop());

/** Sends a request as it is and answers its first line; '' when the connection was cut. `cut`: leave before it is answered. */
async function send(lines: string[], body: Iterable<string>, { cut = false } = {}): Promise<string> {
	const { port } = new URL(app.origin);
	const socket = connect(Number(port), 'localhost');
	let answer = '';
	socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('error', () => undefined);
	socket.write(
		`${[...lines, 'Host: localhost', `Origin: ${app.origin}`, 'Connection: close'].join('\r\n')}\r\n\r\n`
	);
	for (const part of body) socket.write(part);
	if (cut) {
		await wait(200);
		socket.destroy();
	}
	await once(socket, 'close');
	return answer.split('\r\n', 1)[0] ?? '';
}

const form = 'Accept: text/html\r\nContent-Type: application/x-www-form-urlencoded';
function* chunks(count: number): Generator<string> {
	for (let sent = 0; sent < count; sent++) yield `10000\r\n${'x'.repeat(0x10000)}\r\n`;
	yield '0\r\n\r\n';
}

describe('whoever means harm', () => {
	it('finds the webhook for mails closed while no secret is set', async () => {
		const answer = await fetch(`${app.origin}/webhooks/mail?to=a`, {
			method: 'POST',
			headers: { authorization: 'Bearer ' },
			body: 'x'
		});
		expect(answer.status).toBe(404);
	});

	it('asks for an action by a name that every object has, and hears that there is none', async () => {
		for (const name of ['__proto__', 'constructor', 'toString', 'hasOwnProperty'])
			for (const [path, who] of [
				['/sign-in', null],
				['/settings/team', cookie]
			] as const) {
				const answer = await app.as(who)(`${path}?/${name}`, { method: 'POST', body: new URLSearchParams() });
				expect(answer.status, `${path} ${name}`).toBe(404);
			}
		const known = await app.as(null)('/sign-in', { method: 'POST', body: new URLSearchParams() });
		expect(known.status).not.toBe(404);
		expect(app.output()).not.toContain('A request failed');
	});

	it('fills a field with marks, and keeps nobody waiting', async () => {
		const body = new FormData();
		body.set('email', `a${'\u0300\u0316'.repeat(60_000)}`);
		body.set('password', 'x');
		const begun = performance.now();
		const answer = await app.as(null)('/sign-in', { method: 'POST', headers: { accept: 'text/html' }, body });
		expect(answer.status).toBe(400);
		expect(performance.now() - begun).toBeLessThan(1500);
	});

	it('sends a form in pieces without end, and hears that it is too large; nothing is written down as a fault', async () => {
		const lines = ['POST /customers/new HTTP/1.1', form, `Cookie: ${cookie}`, 'Transfer-Encoding: chunked'];
		expect(await send(lines, chunks(32))).toMatch(/^HTTP\/1\.1 413 /);
		expect(app.output()).not.toContain('A request failed');
	});

	it('leaves in the middle of a form, or sends what is no HTTP; nothing is written down as a fault', async () => {
		await send(['POST /sign-in HTTP/1.1', form, 'Content-Length: 5000'], ['email=olga'], { cut: true });
		const broken = ['POST /sign-in HTTP/1.1', form, 'Transfer-Encoding: chunked'];
		expect(await send(broken, ['no length\r\nemail=olga'])).toMatch(/^HTTP\/1\.1 400 /);
		await wait(200);
		expect((await app.as(null)('/sign-in')).status).toBe(200);
		expect(app.output()).not.toContain('A request failed');
	});

	it('names a form’s parts by a line longer than any, and hears that it is no form', async () => {
		const [{ id } = { id: '' }] = await app.fresh.owner<
			{ id: string }[]
		>`select id from organizations limit 1`;
		const answer = await app.as(cookie)(`/customers/${id}/documents`, {
			method: 'POST',
			headers: {
				accept: 'application/json',
				'content-type': `multipart/form-data; boundary=${'x'.repeat(300)}`
			},
			body: 'x'
		});
		expect(answer.status).toBe(400);
	});

	it('searches for what no database keeps, and finds nothing', async () => {
		const { fetch } = lumi.owner;
		const customer = lumi.customers[0]?.id ?? '';
		const lists = [
			'/inbox',
			'/customers',
			'/quotes',
			'/referrals',
			'/help',
			'/search',
			'/quotes/new',
			`/customers/${customer}/merge`
		];
		for (const list of lists)
			for (const q of ['%00', 'a%00b', '%ed%a0%80', 'x'.repeat(5000)])
				expect((await fetch(`${list}?q=${q}`)).status, `${list} ${q.slice(0, 12)}`).toBe(200);
		const after = '2026-02-30T00:00:00.000000Z~00000000-0000-4000-8000-000000000000';
		expect((await fetch(`/customers/${customer}/documents?after=${after}`)).status).toBeLessThan(500);
	});

	it('sends quotes that are not there, and chooses days that never were', async () => {
		const { owner } = app.fresh;
		const [customer] = lumi.customers;
		const [quote] = await owner<{ id: string }[]>`
			insert into quotes (org_id, customer_id, number, invoice_number, title, status, currency, subtotal_minor, total_minor)
			values (${lumi.orgId}, ${customer?.id ?? ''}, 1, 1, 'Cut', 'invoiced', 'EUR', 100, 100) returning id`;
		const [inquiry] = await owner<{ id: string }[]>`
			insert into inquiries (org_id, customer_id, number, prefix, subject, source)
			values (${lumi.orgId}, ${customer?.id ?? ''}, 1, 'YS', 'Cut', 'manual') returning id`;
		const post = async (path: string, fields: Record<string, string>, who = lumi) =>
			(await who.owner.fetch(path, { method: 'POST', body: new URLSearchParams(fields) })).status;
		const key = '00000000-0000-4000-8000-000000000000';
		const sending = { channel: 'email', message: '', key };
		for (const id of [key, 'none', '%00']) expect(await post(`/quotes/${id}?/send`, sending), id).toBe(404);
		expect(await post(`/quotes/${quote?.id ?? ''}?/send`, sending, neighbour)).toBe(404);
		for (const day of ['0000-01-01', '2026-02-30', '99999-01-01', '']) {
			const pay = { amount: '1', method: 'cash', reference: '', received_on: day, key };
			expect(await post(`/quotes/${quote?.id ?? ''}?/pay`, pay), day).toBe(400);
			if (day) expect(await post(`/inbox/${inquiry?.id ?? ''}?/followUp`, { on: day }), day).toBe(400);
		}
		expect(await owner`select from payments where quote_id = ${quote?.id ?? ''}`).toHaveLength(0);
		expect(
			await post(`/quotes/${quote?.id ?? ''}?/pay`, {
				amount: '1',
				method: 'cash',
				reference: '',
				received_on: '2026-02-28',
				key
			})
		).toBe(303);
		expect(app.output()).not.toContain('A request failed');
	});
});
