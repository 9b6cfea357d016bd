import { randomBytes, randomUUID } from 'node:crypto';
import type { Sql } from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { channelForms } from '#hub/channels/schema.ts';
import { saveChannel } from '#hub/channels/verbs.ts';
import { sendMessage } from '#hub/messages/send.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { startApp, type App } from '#support/app.ts';
import { joins, organization, person, testHub } from '#support/people.ts';
import { openWhatsApp, whatsappPayload, type WhatsAppPeer } from '#support/whatsapp.ts';

let app: App;
let peer: WhatsAppPeer;
let sql: Sql;
let hub: ReturnType<typeof testHub>;
let owner: Member;
const number = '106540352242922';
const secret = 'app secret of Lumi';
let mia: string;

beforeAll(async () => {
	peer = await openWhatsApp();
	app = await startApp({ WHATSAPP_API_URL: peer.api });
	sql = app.fresh.owner;
	hub = testHub(app.fresh.database);
	const connect = async (name: string, phoneNumberId: string, appSecret: string) => {
		const who = await joins(sql, await person(sql, 'Olga'), await organization(sql, name), 'owner');
		const form = channelForms.whatsapp.parse({
			phoneNumberId,
			token: peer.token,
			appSecret,
			verifyToken: `verify ${name}`
		});
		await asMember(hub.database, who, (tx) => saveChannel(hub, tx, who, 'whatsapp', form));
		return who;
	};
	owner = await connect('Studio Lumi', number, secret);
	// Somebody else who claims the same number, without knowing its secret.
	await connect('Studio Thief', number, 'a guess');
});
afterAll(async () => {
	await app?.stop();
	await peer?.close();
});
beforeEach(() => {
	peer.failing = null;
	peer.sent.length = 0;
	mia = `49170${Math.floor(1e6 + Math.random() * 9e6)}`;
});

let counted = 0;
const message = (content: Record<string, unknown>, id = `wamid.${randomUUID()}`) => ({
	id,
	from: mia,
	timestamp: String(Math.floor(Date.now() / 1000) - 20 + counted++ / 1000).split('.')[0],
	...content
});
const tell = (content: Record<string, unknown>) =>
	peer.tell(app.origin, secret, whatsappPayload(number, { from: mia, name: 'Mia 🌸', messages: [content] }));
const report = (id: string, status: string, errors?: unknown[]) =>
	peer.tell(
		app.origin,
		secret,
		whatsappPayload(number, { statuses: [{ id, status, ...(errors && { errors }) }] })
	);
const kept = () => sql<
	{
		id: string;
		orgId: string;
		inquiryId: string;
		body: string;
		state: string;
		failure: string | null;
		details: Record<string, unknown>;
		replyTo: string | null;
		status: string;
		customer: string;
	}[]
>`
	select m.id, m.org_id as "orgId", m.inquiry_id as "inquiryId", m.body, m.state, m.failure, m.details, m.reply_to as "replyTo", i.status,
		c.name as customer
	from messages m join customers c on c.org_id = m.org_id and c.id = m.customer_id
	join inquiries i on i.org_id = m.org_id and i.id = m.inquiry_id
	where c.phone_normalized = ${`+${mia}`} order by m.created_at, m.id`;
const answer = async (body: string, attachments: Parameters<typeof sendMessage>[3]['attachments'] = []) => {
	const [first] = await kept();
	return asMember(hub.database, owner, (tx) =>
		sendMessage(hub, tx, owner, {
			inquiryId: first?.inquiryId ?? '',
			channel: 'whatsapp',
			body,
			key: randomUUID(),
			attachments
		})
	);
};
const stateOf = async (id: string) =>
	(
		await sql<
			{ state: string; failure: string | null }[]
		>`select state, failure from messages where id = ${id}`
	)[0];

describe('the webhook', () => {
	test('proves itself to Meta with the word that was agreed on, and to nobody else', async () => {
		const ask = (query: Record<string, string>) =>
			app.as(null)(`/webhooks/whatsapp?${new URLSearchParams(query).toString()}`);
		const right = {
			'hub.mode': 'subscribe',
			'hub.challenge': '1158201444',
			'hub.verify_token': 'verify Studio Lumi',
			number
		};
		expect(await (await ask(right)).text()).toBe('1158201444');
		for (const wrong of [
			{ 'hub.verify_token': 'guess' },
			{ 'hub.mode': 'unsubscribe' },
			{ number: '1' },
			{ 'hub.challenge': '<script>' }
		])
			expect((await ask({ ...right, ...wrong })).status).toBe(403);
	});

	test('believes nothing that is not signed over these very bytes with the number’s own secret', async () => {
		const payload = whatsappPayload(number, {
			from: mia,
			messages: [message({ type: 'text', text: { body: 'Forged' } })]
		});
		const tries = [
			peer.tell(app.origin, secret, payload, { signature: null }),
			peer.tell(app.origin, secret, payload, { signature: 'sha256=00' }),
			peer.tell(app.origin, 'another secret', payload),
			peer.tell(app.origin, secret, payload, { body: JSON.stringify(payload, null, 1) }),
			peer.tell(
				app.origin,
				secret,
				whatsappPayload('999', { from: mia, messages: payload.entry[0]?.changes[0]?.value.messages ?? [] })
			)
		];
		expect((await Promise.all(tries)).map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
		expect(await kept()).toHaveLength(0);
		expect((await peer.tell(app.origin, secret, payload)).status).toBe(200);
		expect(await kept()).toHaveLength(1);
	});

	test('answers strange numbers and signs like any other that it does not believe, or keeps what can be kept', async () => {
		const odd = whatsappPayload('1\u0000', { from: mia, messages: [] });
		expect((await peer.tell(app.origin, secret, odd)).status).toBe(401);
		const deep = `${'['.repeat(500_000)}"phone_number_id":"${number}"`;
		expect((await peer.tell(app.origin, secret, {}, { body: deep })).status).toBe(401);
		const ask = new URLSearchParams({
			'hub.mode': 'subscribe',
			'hub.verify_token': 'x',
			'hub.challenge': '1',
			number: '\0'
		});
		expect((await app.as(null)(`/webhooks/whatsapp?${ask.toString()}`)).status).toBe(403);
		await tell(message({ type: 'text', text: { body: 'Nul\u0000l \ud800' } }));
		await tell(
			message({
				type: 'location',
				location: { latitude: 53.34, longitude: -6.26, name: 'Half \ud83c', address: 'Main\u0000 St' }
			})
		);
		expect((await kept()).map(({ body }) => body)).toEqual(['Null \ufffd', 'Half \ufffd, Main St']);
	});

	test('shows what was written in one second in the order in which it came', async () => {
		const second = String(Math.floor(Date.now() / 1000) - 5);
		const words = ['Hi', 'it’s Mia', 'do you have', 'a place', 'tomorrow?', 'Or Friday'];
		for (const body of words) await tell({ ...message({ type: 'text', text: { body } }), timestamp: second });
		expect((await kept()).map(({ body }) => body)).toEqual(words);
	});

	test('keeps one of fifty copies that come at once, with one customer and one case', async () => {
		const copy = message({ type: 'text', text: { body: 'Hello' } });
		const answers = await Promise.all(Array.from({ length: 50 }, () => tell(copy)));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
		const rows = await kept();
		expect(rows).toHaveLength(1);
		expect(rows[0]).toMatchObject({
			body: 'Hello',
			customer: 'Mia 🌸',
			status: 'open',
			orgId: owner.orgId
		});
	});
});

describe('a customer who writes by WhatsApp', () => {
	test('has her words, place, reaction and answer kept for what they are', async () => {
		const hello = message({ type: 'text', text: { body: 'Hello' } });
		await tell(hello);
		await tell(
			message({
				type: 'location',
				location: { latitude: 53.34, longitude: -6.26, name: 'Studio', address: '1 Main St' }
			})
		);
		await tell(message({ type: 'text', text: { body: 'This one' }, context: { id: hello.id } }));
		await tell(message({ type: 'reaction', reaction: { message_id: hello.id, emoji: '❤️' } }));
		await tell(message({ type: 'order', order: {} }));
		const rows = await kept();
		const first = rows.find(({ body }) => body === 'Hello');
		expect(rows).toHaveLength(4);
		expect(first?.details).toMatchObject({ reaction: '❤️' });
		expect(rows.find(({ body }) => body === 'This one')?.replyTo).toBe(first?.id);
		expect(rows.find(({ body }) => body === 'Studio, 1 Main St')?.details).toMatchObject({
			location: { latitude: 53.34, longitude: -6.26 }
		});
		expect(rows.some(({ body }) => body.includes('does not pass on'))).toBe(true);
		await tell(message({ type: 'reaction', reaction: { message_id: hello.id } }));
		expect((await kept()).find(({ id }) => id === first?.id)?.details).not.toHaveProperty('reaction');
	});

	test('has her voice and her documents brought into private storage, byte for byte', async () => {
		const bytes = randomBytes(300_000);
		peer.media.set('voice-1', { mimeType: 'audio/ogg', bytes });
		peer.media.set('paper-1', { mimeType: 'application/pdf', bytes: Buffer.from('%PDF-1.4 …') });
		await tell(
			message({ type: 'audio', audio: { id: 'voice-1', mime_type: 'audio/ogg; codecs=opus', voice: true } })
		);
		await tell(
			message({
				type: 'document',
				document: { id: 'paper-1', mime_type: 'application/pdf', filename: '../Vertrag für Mia.pdf' }
			})
		);
		await tell(message({ type: 'image', image: { id: 'gone', mime_type: 'image/jpeg', caption: 'Look' } }));
		const files = () => sql<{ name: string; size: number; sha256: Buffer; type: string }[]>`
			select a.name, a.size::int as size, a.sha256, a.content_type as type from attachments a
			join customers c on c.org_id = a.org_id and c.id = a.customer_id
			where c.phone_normalized = ${`+${mia}`} order by a.size desc`;
		await expect.poll(async () => (await files()).length, { timeout: 20_000 }).toBe(2);
		const [voice, paper] = await files();
		expect(voice).toMatchObject({ name: 'Voice message.ogg', size: 300_000, type: 'audio/ogg' });
		expect(paper?.name).toBe('.. Vertrag für Mia.pdf');
		await expect
			.poll(async () => (await kept()).find(({ body }) => body === 'Look')?.details, { timeout: 20_000 })
			.toMatchObject({ lost: ['Photo.jpg'] });
	});
});

describe('an answer by WhatsApp', () => {
	test('goes out, and its reports move it forward only, in whatever order they come', async () => {
		await tell(message({ type: 'text', text: { body: 'Are you open?' } }));
		const id = await answer('Until six, come by!');
		await expect.poll(async () => (await stateOf(id))?.state, { timeout: 20_000 }).toBe('sent');
		expect(peer.sent).toMatchObject([{ to: mia, type: 'text', text: { body: 'Until six, come by!' } }]);
		const wamid = peer.sent[0]?.id ?? '';
		await report(wamid, 'read');
		await report(wamid, 'delivered');
		await report(wamid, 'sent');
		await report(wamid, 'failed', [{ code: 131026, title: 'Undeliverable' }]);
		expect(await stateOf(id)).toMatchObject({ state: 'read', failure: null });
	});

	test('waits while WhatsApp is down, says so, and goes out later', async () => {
		await tell(message({ type: 'text', text: { body: 'Hello' } }));
		peer.failing = { status: 503, code: 2 };
		const id = await answer('Later');
		const error = async () =>
			(await sql<{ error: string | null }[]>`select last_error as error from messages where id = ${id}`)[0]
				?.error;
		await expect.poll(error, { timeout: 20_000 }).toContain('WhatsApp cannot take it at the moment');
		expect((await stateOf(id))?.state).toBe('queued');
		peer.failing = null;
		await sql`update graphile_worker._private_jobs set run_at = now() where key = ${`deliver_message ${id}`}`;
		await expect.poll(async () => (await stateOf(id))?.state, { timeout: 20_000 }).toBe('sent');
	});

	test('is refused with a sentence when the customer last wrote more than 24 hours ago', async () => {
		await tell(message({ type: 'text', text: { body: 'Hello' } }));
		await sql`update messages set created_at = now() - interval '25 hours' where id = ${(await kept())[0]?.id ?? ''}`;
		const id = await answer('Too late');
		await expect.poll(async () => (await stateOf(id))?.state, { timeout: 20_000 }).toBe('failed');
		expect((await stateOf(id))?.failure).toContain('24 hours');
		expect(peer.sent).toHaveLength(0);
	});
});
