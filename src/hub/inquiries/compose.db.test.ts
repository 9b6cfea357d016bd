import { randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
	hashPortalToken,
	newPortalToken,
	PORTAL_TOKEN_PURPOSE,
	sealPortalToken
} from '#hub/customers/portal-token.ts';
import { deliverers, deliverMessage } from '#hub/messages/deliver.ts';
import { saveDraft } from '#hub/messages/drafts.ts';
import { draftOf } from '#hub/messages/drafts-sql.ts';
import { receiveMessage } from '#hub/messages/receive.ts';
import { addReply, changeReply, removeReply, savedReplies } from '#hub/messages/replies.ts';
import { asMember, asWorker, type Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import type { FieldPart, FilePart } from '#platform/multipart/multipart.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person } from '#support/people.ts';
import { compose } from './compose.ts';
import { openInquiry } from './open.ts';
import { readCase } from './read.ts';
import { takeBack } from './take-back.ts';

let hub: TestInstance;
let lumi: Whole;
let agnes: Member;
let colin: Member;
let vera: Member;
let nora: Member;
let carla: string;
let id: string;

const as = <T>(actor: Member, work: (tx: Tx) => Promise<T>) => asMember(hub.database, actor, work);
const refused = (refusal: string) => expect.objectContaining({ refusal });

beforeAll(async () => {
	hub = await openTestInstance();
	const sql = hub.fresh.owner;
	lumi = await wholeOrganization(sql, 'Studio Lumi');
	const neighbour = await wholeOrganization(sql, 'Studio Neighbour');
	await sql`update organizations set last_case_number = 10`;
	agnes = await joins(sql, await person(sql, 'Agnes Agent'), lumi.orgId, 'agent');
	colin = await joins(sql, await person(sql, 'Colin Colleague'), lumi.orgId, 'agent');
	vera = await joins(sql, await person(sql, 'Vera Viewer'), lumi.orgId, 'viewer');
	nora = await joins(sql, await person(sql, 'Nora Neighbour'), neighbour.orgId, 'owner');
	carla = lumi.customers[0]?.id ?? '';
});
afterAll(() => hub.close());

beforeEach(async () => {
	const opened = await asWorker(hub.database, lumi.orgId, (tx) =>
		openInquiry(tx, {
			orgId: lumi.orgId,
			customerId: carla,
			subject: 'Wedding',
			fallback: 'New message',
			source: 'portal',
			memberId: null
		})
	);
	id = opened.id;
});

type Filled = Record<string, string>;
const filled = (more: Filled = {}): Filled => ({
	mode: 'reply',
	channel: 'portal',
	body: 'Yes, at two',
	key: randomUUID(),
	seen: '',
	...more
});
const file = (name: string, content: string | Buffer): FilePart => ({
	kind: 'file',
	field: 'file',
	name,
	type: '',
	stream: Readable.from([Buffer.from(content)])
});
async function* parts(fields: Filled, files: FilePart[]): AsyncGenerator<FieldPart | FilePart> {
	for (const [field, value] of Object.entries(fields)) yield { kind: 'field', field, value };
	yield* files;
}
const send = (actor: Member, fields: Filled, files: FilePart[] = [], where = id) =>
	compose(hub, actor, where, parts(fields, files));
const writes = (body: string) =>
	asWorker(hub.database, lumi.orgId, (tx) =>
		receiveMessage(tx, { orgId: lumi.orgId, inquiryId: id, customerId: carla, channel: 'portal', body })
	);
const messages = () => hub.fresh.owner<{ id: string; body: string; channel: string; files: number }[]>`
	select id, body, channel, (select count(*)::int from attachments where message_id = messages.id) as files
	from messages where inquiry_id = ${id} order by created_at`;
/** Objects of this test's own, by state. */
async function objects() {
	const rows = await hub.fresh.owner<{ state: string; named: boolean }[]>`
		select state, exists (select from attachments where object_key = key or thumbnail_key = key) as named
		from objects where length(key) > 35`;
	return {
		stored: rows.filter(({ state }) => state === 'stored').length,
		unnamed: rows.filter(({ state, named }) => state === 'stored' && !named).length
	};
}
const draft = (actor: Member) => as(actor, (tx) => draftOf(tx, id, actor.memberId));
const types = (actor: Member, body: string, key: string | null = null) =>
	as(actor, (tx) => saveDraft(hub, tx, actor, { inquiryId: id, body, note: false, channel: 'portal', key }));

describe('the composer', () => {
	it('sends a text with its files, and each file comes with its name, type and size', async () => {
		const sent = await send(agnes, filled(), [file('../plan.pdf', '%PDF-1.7 x'), file('notes.txt', 'hello')]);
		expect(sent.kind).toBe('sent');
		const shown = await as(agnes, (tx) => readCase(tx, agnes, id));
		const message = shown.entries.find(({ kind }) => kind === 'message');
		expect(message).toMatchObject({
			state: 'queued',
			author: 'Agnes Agent',
			attachments: [
				{ name: expect.stringMatching(/plan\.pdf$/), contentType: 'application/pdf', size: 10 },
				{ name: 'notes.txt', size: 5 }
			]
		});
		expect((await objects()).unnamed).toBe(0);
	});

	it('may send files alone, and nothing at all not', async () => {
		expect((await send(agnes, filled({ body: '  ' }), [file('a.txt', 'x')])).kind).toBe('sent');
		await expect(send(agnes, filled({ body: ' \n ' }))).rejects.toMatchObject({
			fields: { body: 'Write something first.' }
		});
	});

	it('sends once for one key, files and all, however often it is pressed', async () => {
		const before = await objects();
		const fields = filled();
		const all = await Promise.all(
			Array.from({ length: 4 }, () => send(agnes, fields, [file('a.txt', 'once')]))
		);
		expect(new Set(all.map((one) => 'id' in one && one.id)).size).toBe(1);
		expect(await messages()).toMatchObject([{ files: 1 }]);
		expect(await objects()).toEqual({ stored: before.stored + 1, unnamed: 0 });
	});

	it('keeps nothing of a file that is too large, nor of those before it', async () => {
		const before = await objects();
		async function* endless() {
			const chunk = randomBytes(1024 * 1024);
			for (let sent = 0; sent <= 50; sent++) yield await Promise.resolve(chunk);
		}
		const large: FilePart = { ...file('film.mp4', ''), stream: endless() };
		await expect(send(agnes, filled(), [file('a.txt', 'x'), large])).rejects.toEqual(refused('too-large'));
		expect(await messages()).toEqual([]);
		expect(await objects()).toEqual(before);
	});

	it('shows what came in meanwhile before it sends, unless that is meant', async () => {
		await writes('Never mind, Saturday is fine');
		const fields = filled();
		const first = await send(agnes, fields, [file('a.txt', 'x')]);
		expect(first).toMatchObject({
			kind: 'meanwhile',
			latest: { direction: 'inbound', body: 'Never mind, Saturday is fine' }
		});
		expect(await messages()).toHaveLength(1);
		expect((await objects()).unnamed).toBe(0);
		expect((await send(agnes, { ...fields, anyway: 'yes' })).kind).toBe('sent');
	});

	it('shows what a colleague answered meanwhile, and sends on when it was seen', async () => {
		await send(colin, filled({ body: 'I have answered this' }));
		const held = await send(agnes, filled());
		expect(held).toMatchObject({ kind: 'meanwhile', latest: { author: 'Colin Colleague' } });
		const seen = held.kind === 'meanwhile' ? held.latest.id : '';
		expect((await send(agnes, filled({ seen }))).kind).toBe('sent');
		expect((await send(agnes, filled({ seen, body: 'And another' }))).kind).toBe('sent');
	});

	it('goes out only by a way that reaches the customer', async () => {
		await expect(send(agnes, filled({ channel: 'whatsapp' }))).rejects.toMatchObject({
			fields: { channel: expect.stringContaining('phone number') }
		});
		const unsaid = Object.fromEntries(Object.entries(filled()).filter(([name]) => name !== 'channel'));
		expect((await send(agnes, unsaid)).kind).toBe('sent');
		expect(await messages(), 'she has never been on her page').toMatchObject([{ channel: 'email' }]);
	});

	it('takes no file with a note, and a note is no message', async () => {
		await expect(send(agnes, filled({ mode: 'note' }), [file('a.txt', 'x')])).rejects.toEqual(
			refused('invalid')
		);
		expect((await send(agnes, filled({ mode: 'note', body: 'Allergic to nuts' }))).kind).toBe('noted');
		expect(await messages()).toEqual([]);
	});

	it('refuses what is unknown, a viewer, and a neighbour, whose own cases it finds', async () => {
		await expect(send(agnes, filled({ org_id: id }))).rejects.toEqual(refused('invalid'));
		await expect(send(vera, filled())).rejects.toEqual(refused('forbidden'));
		await expect(send(nora, filled())).rejects.toEqual(refused('not-found'));
		await expect(send(nora, filled({ mode: 'note' }))).rejects.toEqual(refused('not-found'));
		expect(await messages()).toEqual([]);
	});
});

describe('taking a message back', () => {
	it('makes it a draft again, before what was typed since, and its files go', async () => {
		const sent = await send(agnes, filled({ body: 'Too early' }), [file('a.txt', 'x')]);
		await types(agnes, 'Something new');
		const messageId = 'id' in sent ? sent.id : '';
		await expect(as(colin, (tx) => takeBack(tx, colin, { inquiryId: id, messageId }))).rejects.toEqual(
			refused('conflict')
		);
		const wrongCase = lumi.customers[0]?.inquiryId ?? '';
		await expect(as(agnes, (tx) => takeBack(tx, agnes, { inquiryId: wrongCase, messageId }))).rejects.toEqual(
			refused('not-found')
		);
		expect(await messages()).toHaveLength(1);
		const taken = await as(agnes, (tx) => takeBack(tx, agnes, { inquiryId: id, messageId }));
		expect(taken).toEqual({ body: 'Too early\n\nSomething new', channel: 'portal' });
		expect((await draft(agnes))?.body).toBe('Too early\n\nSomething new');
		expect(await messages()).toEqual([]);
		expect((await objects()).unnamed).toBe(0);
	});
});

describe('a draft', () => {
	it('is kept for whoever types it, for nobody else, until it is sent', async () => {
		await types(agnes, 'Dear Carla');
		expect((await draft(agnes))?.body).toBe('Dear Carla');
		expect(await draft(colin)).toBeNull();
		expect(await as(colin, (tx) => draftOf(tx, id, agnes.memberId))).toBeNull();
		await send(agnes, filled({ body: 'Dear Carla' }));
		expect(await draft(agnes)).toBeNull();
	});

	it('does not come back when its last save arrives after it was sent', async () => {
		const fields = filled();
		await send(agnes, fields);
		await types(agnes, 'Yes, at t', fields['key']);
		expect(await draft(agnes)).toBeNull();
	});

	it('is gone when nothing is left of it, and is nobody’s who may not answer', async () => {
		await types(agnes, 'Dear');
		await types(agnes, '   ');
		expect(await draft(agnes)).toBeNull();
		await expect(types(vera, 'Dear')).rejects.toEqual(refused('forbidden'));
		await expect(types(nora, 'Dear')).rejects.toEqual(refused('not-found'));
	});
});

describe("the portal's link in what members write", () => {
	it('is stored nowhere and is the customer’s own when the message leaves', async () => {
		const token = newPortalToken();
		const sealed = sealPortalToken(
			hub.secrets.derive(PORTAL_TOKEN_PURPOSE),
			{ orgId: lumi.orgId, customerId: carla },
			token
		);
		await hub.fresh
			.owner`update customers set portal_token_hash = ${hashPortalToken(token)}, portal_token_encrypted = ${sealed} where id = ${carla}`;
		const pasted = `Your page: ${hub.config.origin}/c/${token}, see you`;
		await types(agnes, pasted);
		expect((await draft(agnes))?.body).toBe('Your page: {portal link}, see you');
		const sent = await send(agnes, filled({ channel: 'email', body: pasted }));
		expect(await messages()).toMatchObject([{ body: 'Your page: {portal link}, see you' }]);
		const messageId = 'id' in sent ? sent.id : '';
		await hub.fresh.owner`update messages set release_at = now() where id = ${messageId}`;
		const { email } = deliverers;
		let left = '';
		deliverers.email = (_hub, _orgId, message) => {
			left = message.body;
			return Promise.resolve({ state: 'sent' });
		};
		try {
			await deliverMessage(hub, { orgId: lumi.orgId, messageId });
		} finally {
			deliverers.email = email;
		}
		expect(left).toBe(pasted);
	});
});

describe('saved replies', () => {
	const add = (actor: Member, title: string, key: string = randomUUID()) =>
		as(actor, (tx) => addReply(hub, tx, actor, { title, body: 'Thank you, {first name}', key }));
	const all = (actor: Member) => as(actor, (tx) => savedReplies(tx, actor));

	it('are shared by the team, one for a double tap, and a neighbour has her own', async () => {
		const key = randomUUID();
		await add(agnes, 'Prices', key);
		await add(agnes, 'Prices', key);
		expect((await all(vera)).filter(({ title }) => title === 'Prices')).toHaveLength(1);
		expect((await all(nora)).map(({ title }) => title)).toEqual(['Thanks']);
		await expect(add(vera, 'Mine')).rejects.toEqual(refused('forbidden'));
	});

	it('are changed by one at a time, and deleted for all', async () => {
		const key = randomUUID();
		await add(agnes, 'Directions', key);
		const [before] = (await all(agnes)).filter(({ id: reply }) => reply === key);
		const change = (actor: Member, body: string, version = before?.version ?? '') =>
			as(actor, (tx) => changeReply(hub, tx, actor, { reply: key, version, title: 'Directions', body }));
		await change(colin, 'By tram');
		await expect(change(agnes, 'By bus')).rejects.toMatchObject({
			refusal: 'conflict',
			message: expect.stringContaining('By tram')
		});
		await expect(change(nora, 'By bus')).rejects.toEqual(refused('not-found'));
		await expect(as(vera, (tx) => removeReply(tx, vera, { reply: key }))).rejects.toEqual(
			refused('forbidden')
		);
		await as(agnes, (tx) => removeReply(tx, agnes, { reply: key }));
		expect((await all(agnes)).some(({ id: reply }) => reply === key)).toBe(false);
	});
});
