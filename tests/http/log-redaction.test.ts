import { once } from 'node:events';
import { connect } from 'node:net';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newToken } from '#platform/tokens.ts';
import { startApp, type App } from '#support/app.ts';
import { mail } from '#support/mails.ts';
import { joins, person } from '#support/people.ts';
import { startS3Server, type S3Server } from '#support/s3-server.ts';
import { salon, tap, upload, uploadForm, type Asking, type Salon } from '#support/salon.ts';
import { openSmtp, type TestSmtp } from '#support/smtp.ts';
import { openWhatsApp, whatsappPayload, type WhatsAppPeer } from '#support/whatsapp.ts';

/** In every text that somebody sends here; what opens doors is looked for as it is. */
const MARK = 'zsentinel';
const say = (what: string) => `${MARK} ${what}`;
const address = (of: string) => `${MARK}-${of}@example.com`;
const settings = {
	MAIL_WEBHOOK_SECRET: `${MARK}-webhook-secret`,
	METRICS_SECRET: `${MARK}-metrics-secret`,
	WHATSAPP_TOKEN: `${MARK}-whatsapp-token`,
	WHATSAPP_PHONE_NUMBER_ID: '106540352242922',
	WHATSAPP_APP_SECRET: `${MARK}-app-secret`,
	WHATSAPP_VERIFY_TOKEN: `${MARK}-verify-token`
};
const PHONE = '4917055512345';

let s3: S3Server;
let smtp: TestSmtp;
let peer: WhatsAppPeer;
let app: App;
let lumi: Salon;
let carla: Salon['customers'][0];
let olga: Asking;
let olgas: string;
let password: string;
/** Whatever opened something, or would have. */
const doors: string[] = [];

beforeAll(async () => {
	[s3, smtp, peer] = await Promise.all([
		startS3Server(),
		openSmtp({ login: { user: `${MARK}-user`, password: `${MARK}-password` } }),
		openWhatsApp()
	]);
	app = await startApp({
		...settings,
		STORAGE_URL: s3.url(),
		SMTP_URL: smtp.url,
		MAIL_FROM: 'Hub <hub@example.com>',
		WHATSAPP_API_URL: peer.api
	});
	lumi = await salon(app, say('salon'));
	const [first] = lumi.customers;
	if (!first) throw new Error('the salon has customers');
	carla = first;
	await app.fresh
		.owner`update customers set name = ${say('Carla')}, email = ${address('carla')}, email_normalized = ${address('carla')},
		phone = ${`+${PHONE}`}, phone_normalized = ${`+${PHONE}`} where id = ${carla.id}`;
	const who = await person(app.fresh.owner, say('Olga'));
	await joins(app.fresh.owner, who, lumi.orgId, 'owner');
	[password, olgas] = [who.password, who.email];
	const cookie = await app.signIn(who);
	olga = { ...lumi.owner, cookie, fetch: app.as(cookie) };
	doors.push(password, carla.token, cookie.split('=')[1] ?? '', olgas);
	await app.fresh
		.owner`insert into inquiries (org_id, number, customer_id, subject) values (${lumi.orgId}, 700, ${carla.id}, ${say('case')})`;
}, 60_000);
afterAll(async () => {
	await app?.stop();
	await Promise.all([s3?.stop().catch(() => undefined), smtp?.close(), peer?.close()]);
});

const anybody = (path: string, init?: RequestInit) => app.as(null)(path, init);
const form = (fields: Record<string, string>): RequestInit => ({
	method: 'POST',
	body: new URLSearchParams(fields)
});
const reply = (text: string) =>
	anybody(`/c/${carla.token}/reply`, form({ message: text, key: randomUUID() }));
const mailIn = (raw: Buffer, secret = settings.MAIL_WEBHOOK_SECRET) =>
	fetch(`${app.origin}/webhooks/mail?to=${lumi.orgId}@in.example`, {
		method: 'POST',
		headers: { authorization: `Bearer ${secret}`, 'content-type': 'message/rfc822' },
		body: new Uint8Array(raw)
	});
const whatsapp = (content: Record<string, unknown>, secret = settings.WHATSAPP_APP_SECRET) =>
	peer.tell(
		app.origin,
		secret,
		whatsappPayload(settings.WHATSAPP_PHONE_NUMBER_ID, {
			from: PHONE,
			name: say('WhatsApp'),
			messages: [
				{
					id: `wamid.${MARK}${randomUUID()}`,
					from: PHONE,
					timestamp: String(Math.floor(Date.now() / 1000)),
					...content
				}
			]
		})
	);
const status = async (answer: Promise<Response>) => {
	const response = await answer;
	await response.arrayBuffer();
	return response.status;
};

/** A request as no browser sends it; its first line, '' when the connection was cut. */
async function raw(text: string): Promise<string> {
	const socket = connect(Number(new URL(app.origin).port), 'localhost');
	let answer = '';
	socket.on('data', (chunk: Buffer) => (answer += chunk.toString())).on('error', () => undefined);
	socket.end(text);
	await once(socket, 'close');
	return answer.split('\r\n', 1)[0] ?? '';
}

const silent = () => {
	const output = app.output();
	expect(output.toLowerCase()).not.toContain(MARK);
	expect(output).not.toContain(PHONE.slice(-9));
	for (const door of doors) expect(output).not.toContain(door);
	return output;
};

describe('the log, by which nobody gets in and nobody is known', () => {
	it('is silent of all that people send while everything works, or is refused', async () => {
		const [wrong, unknown] = [newToken(), newToken()];
		doors.push(wrong, unknown);
		expect(await status(anybody('/sign-in', form({ email: address('x'), password: say('password') })))).toBe(
			400
		);
		for (const path of [
			`/reset/${wrong}`,
			`/invitation/${wrong}`,
			`/setup/${wrong}`,
			`/c/${unknown}`,
			`/r/${unknown}`
		])
			expect(await status(anybody(path)), path).toBeGreaterThanOrEqual(200);
		await status(anybody(`/reset/${wrong}`, form({ password: say('new password') })));
		await status(anybody('/forgot', form({ email: address('carla') })));
		await status(anybody('/lost-link', form({ email: address('carla') })));
		for (const path of ['', '/x.css', '/data', '/live/x', '/files/%E0%A4%A', `?${MARK}=1`])
			await status(anybody(`/c/${carla.token}${path}`));
		expect(await status(reply(say('a reply')))).toBe(303);
		expect(
			await status(
				mailIn(mail({ from: `"${say('x')}" <${address('x')}>`, subject: say('s'), body: say('b') }))
			)
		).toBe(202);
		expect(await status(mailIn(Buffer.from(`${MARK}: no mail at all\0\xff`)))).toBe(202);
		expect(await status(mailIn(mail({}), `${MARK}-wrong`))).toBe(401);
		expect(await status(whatsapp({ type: 'text', text: { body: say('hello') } }))).toBe(200);
		expect(await status(whatsapp({ type: 'text', text: { body: { [MARK]: [say('odd')] } } }))).toBe(200);
		expect(
			await status(whatsapp({ type: 'text', text: { body: say('forged') } }, 'another'))
		).toBeGreaterThanOrEqual(400);
		const made = form({
			name: say('Mia'),
			email: address('mia'),
			phone: `+${PHONE}9`,
			address: say('street')
		});
		expect([200, 303]).toContain(await status(olga.fetch('/customers/new', made)));
		await status(olga.fetch(`/search?q=${MARK}`));
		await status(olga.fetch(`/customers?q=${MARK}&after=${MARK}`));
		const erase = form({ password: say('wrong'), name: say('wrong') });
		expect(await status(olga.fetch(`/customers/${carla.id}?/erase`, erase))).toBe(400);
		expect(await status(anybody('/metrics', { headers: { authorization: `Bearer ${MARK}` } }))).toBe(401);
		expect(await raw(`GET /c/${carla.token} HTTP/1.1\r\n${MARK} broken\r\n\r\n`)).toMatch(/ 400 /);
		expect(await raw(`GET / HTTP/1.1\r\nCookie: session=${MARK}${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
			/ 431 /
		);
		await status(
			anybody(`/c/${carla.token}/reply`, {
				method: 'POST',
				body: `{"${MARK}`,
				headers: { 'content-type': 'multipart/form-data; boundary=x' }
			})
		);
		silent();
	});

	it('is silent when the database throws in the middle of it, though it tells of each fault', async () => {
		// The words of both of these name what was written: a cast quotes it, a violated constraint shows the row.
		await app.fresh.owner.unsafe(`
			create function quotes_it() returns trigger language plpgsql as $$ begin
				perform (to_jsonb(new) ->> tg_argv[0])::integer; return new; end $$;
			create trigger fails before insert on messages for each row execute function quotes_it('body');
			create trigger fails before update on outbox_mails for each row execute function quotes_it('recipient');
			alter table customers add constraint fails check (address is null) not valid;`);
		expect(await status(reply(say('a reply that fails')))).toBe(500);
		expect(await status(mailIn(mail({ subject: say('fails'), body: say('fails') })))).toBe(500);
		expect(await status(whatsapp({ type: 'text', text: { body: say('fails') } }))).toBeGreaterThanOrEqual(
			500
		);
		const made = form({ name: say('Nora'), email: address('nora'), phone: '', address: say('street') });
		expect(await status(olga.fetch('/customers/new', made))).toBe(500);
		expect(await status(anybody('/forgot', form({ email: olgas })))).toBe(200);
		await expect.poll(() => app.output(), { timeout: 20_000 }).toContain('A job failed.');
		expect(silent().match(/A request failed\./g)?.length).toBeGreaterThanOrEqual(4);
		await app.fresh.owner.unsafe(
			`drop function quotes_it cascade; alter table customers drop constraint fails`
		);
	});

	it('is silent when the mail server refuses somebody by her address', async () => {
		smtp.answer = `450 <${olgas}>: ${say('unknown')}`;
		expect(await status(anybody('/forgot', form({ email: olgas })))).toBe(200);
		const refused = async () => {
			const rows = await app.fresh
				.owner`select from outbox_mails where recipient = ${olgas} and last_error is not null`;
			return rows.length;
		};
		await expect.poll(refused, { timeout: 20_000 }).toBeGreaterThan(0);
		silent();
	});

	it('is silent when storage is gone', async () => {
		const { id } = await upload(olga, carla.id, say('bytes'), { name: `${MARK}.pdf`, label: say('label') });
		const signed = await tap(app, carla.token, id);
		doors.push(signed.split('/').at(-1) ?? signed);
		const there = signed.replace(app.origin, '');
		expect(await status(anybody(there))).toBe(200);
		await status(anybody(`${there}x`));
		await s3.stop();
		expect(await status(anybody(there))).toBeGreaterThanOrEqual(500);
		const more = {
			method: 'POST',
			body: uploadForm(new File([say('more')], `${MARK} more.pdf`), say('label'))
		};
		expect(await status(olga.fetch(`/customers/${carla.id}/documents`, more))).toBe(503);
		await anybody(`/c/${carla.token}/files.zip`)
			.then(async (response) => response.arrayBuffer())
			.catch(() => null);
		expect(await status(fetch(`${app.origin}/readyz`))).toBe(503);
		silent();
	});

	it('is silent in its metrics too, and to the end', async () => {
		const told = await fetch(`${app.origin}/metrics`, {
			headers: { authorization: `Bearer ${settings.METRICS_SECRET}` }
		});
		const text = await told.text();
		expect(text).toMatch(/^hub_http_requests_total\{area="portal",status="5xx"\} [1-9]/m);
		expect(text).toMatch(/^hub_database_up 1$/m);
		expect(text.toLowerCase()).not.toContain(MARK);
		for (const door of doors) expect(text).not.toContain(door);
		const ended = once(app.process, 'close');
		app.process.kill('SIGTERM');
		await ended;
		silent();
	});
});
