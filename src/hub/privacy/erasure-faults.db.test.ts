import { randomUUID } from 'node:crypto';
import { Logger, run } from 'graphile-worker';
import { Pool } from 'pg';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { channelForms } from '#hub/channels/schema.ts';
import { saveChannel } from '#hub/channels/verbs.ts';
import {
	PORTAL_TOKEN_PURPOSE,
	portalOpener,
	newPortalToken,
	sealPortalToken
} from '#hub/customers/portal-token.ts';
import { makeThumbnailTask } from '#hub/documents/thumbnails.ts';
import { deliverMessage } from '#hub/messages/deliver.ts';
import { receiveMail } from '#hub/messages/mail-in.ts';
import { dresser } from '#hub/messages/notices.ts';
import { pictureAttachmentTask } from '#hub/messages/thumbnails.ts';
import { fetchMediaTask } from '#hub/messages/whatsapp-media.ts';
import { sweepObjects } from '#hub/objects/departures.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { deliverMail } from '#hub/outbox/deliver.ts';
import { readS3Address } from '#platform/storage/s3-address.ts';
import { S3Storage } from '#platform/storage/s3.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { tablesWith } from '#support/dump.ts';
import { startFaultyProxy, type Fault, type FaultyProxy } from '#support/faulty-proxy.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { mail } from '#support/mails.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, signedInPerson, type SignedIn } from '#support/people.ts';
import { startS3Server, type S3Server } from '#support/s3-server.ts';
import { openSmtp, type TestSmtp } from '#support/smtp.ts';
import { streamOf } from '#support/streams.ts';
import { openWhatsApp, type WhatsAppPeer } from '#support/whatsapp.ts';
import { eraseCustomer } from './erasure.ts';
import { finishErasuresTask } from './finish.ts';

const CALM = { silence: 10_000, tries: 2, backoff: 5, giveUp: 10_000 };
/** Where silence is what is tested: on a busy machine a bucket that is well falls silent too. */
const HASTY = { ...CALM, silence: 100 };
const HOUR = 3_600_000;
let bucket: S3Server;
let proxy: FaultyProxy;
let fault: (method: string) => Fault;
let hub: TestInstance;
let hasty: Storage;
let smtp: TestSmtp;
let whatsapp: WhatsAppPeer;
let lumi: Whole;
let carla: Whole['customers'][number];
/** Whatever is hers says it, and nothing of an earlier test does. */
let sentinel: string;
let who: SignedIn;
let olga: Member;
let picture: Buffer;

beforeAll(async () => {
	[bucket, smtp, whatsapp] = await Promise.all([startS3Server(), openSmtp(), openWhatsApp()]);
	proxy = await startFaultyProxy(bucket.port, ({ method }) => fault(method ?? ''));
	const opened = await openTestInstance({
		SMTP_URL: smtp.url,
		MAIL_FROM: 'hub@mail.example',
		WHATSAPP_API_URL: whatsapp.api
	});
	const address = readS3Address(`s3://S3RVER:S3RVER@127.0.0.1:${proxy.port}/hub?tls=0`);
	hub = { ...opened, storage: new S3Storage(address, opened.config.dataDir, CALM) };
	hasty = new S3Storage(address, opened.config.dataDir, HASTY);
	picture = await sharp({ create: { width: 900, height: 900, channels: 3, background: 'coral' } })
		.png()
		.toBuffer();
	who = await signedInPerson(hub.fresh.owner, 'Olga Owner');
});
afterAll(async () => {
	await hub.close();
	proxy.stop();
	await Promise.all([bucket.stop(), smtp.close(), whatsapp.close()]);
});

/** An organization of its own for each test, whose owner is one and the same person: she signs in once. */
beforeEach(async () => {
	fault = () => 'none';
	Object.assign(smtp, { waits: null, answerToData: null, read: 0 });
	const { owner } = hub.fresh;
	lumi = await wholeOrganization(owner, 'Studio Lumi');
	sentinel = `Rosenquist${randomUUID().slice(0, 8)}`;
	for (const table of ['erasures', 'channels', 'attempts', 'graphile_worker._private_jobs'])
		await owner`delete from ${owner(table)}`;
	hub.lines.length = 0;
	[carla] = lumi.customers as [typeof carla];
	const email = `carla@${sentinel}.example`;
	const token = sealPortalToken(
		hub.secrets.derive(PORTAL_TOKEN_PURPOSE),
		{ orgId: lumi.orgId, customerId: carla.id },
		newPortalToken()
	);
	await owner`update customers set name = ${`Carla ${sentinel}`}, email = ${email}, email_normalized = ${email.toLowerCase()},
		portal_token_encrypted = ${token} where id = ${carla.id}`;
	for (const { key } of await owner<{ key: string }[]>`select key from objects where org_id = ${lumi.orgId}`)
		await hub.storage.put(key, streamOf(picture), { replace: true });
	olga = await joins(owner, who, lumi.orgId, 'owner');
});

const erase = (instance: TestInstance = hub, patience?: number) =>
	eraseCustomer(
		instance,
		{ token: who.token, personId: who.id },
		olga,
		carla.id,
		{ name: `Carla ${sentinel}`, password: who.password },
		patience
	);
async function keys(): Promise<string[]> {
	const found: string[] = [];
	for await (const { key } of hub.storage.list()) if (!key.includes('/')) found.push(key);
	return found.sort();
}
/** Every object has its row, every row its object, and none is on its way. */
async function nothingIsLeft(): Promise<void> {
	const { owner } = hub.fresh;
	const { id, messageId, documentId, attachmentId } = carla;
	expect(await tablesWith(owner, sentinel, id, messageId, documentId, attachmentId)).toEqual([]);
	// What the queue removes after a while.
	await sweepObjects(hub, Date.now() + 3 * HOUR);
	const rows = await owner<
		{ key: string; state: string }[]
	>`select key, state from objects order by key collate "C"`;
	expect(rows.map(({ state }) => state)).toEqual(rows.map(() => 'stored'));
	expect(await keys()).toEqual(rows.map(({ key }) => key));
	expect(await owner`select from erasures where finished_at is not null`).toHaveLength(1);
	expect(await owner`select from erasures`).toHaveLength(1);
	expect(hub.lines.join('\n').toLowerCase()).not.toContain(sentinel.toLowerCase());
}
const errors = () => hub.lines.filter((line) => /"level":"error"/.test(line));

describe('while the bucket', () => {
	const faults: [string, Fault][] = [
		['hangs', 'hang'],
		['answers 500', { status: 500 }],
		['removes files and loses its answers', 'lose the answer']
	];
	test.each(faults)('%s her rows go at once, and all her files when it is well again', async (_, ill) => {
		const before = await keys();
		fault = (method) => (method === 'DELETE' ? ill : 'none');
		const meanwhile = ill === 'hang' ? { ...hub, storage: hasty } : hub;
		expect(await erase(meanwhile)).toMatchObject({ finished: false });
		await finishErasuresTask(meanwhile);
		expect(await tablesWith(hub.fresh.owner, sentinel)).toEqual([]);
		expect(await hub.fresh.owner`select from erasures where finished_at is null`).toHaveLength(1);
		fault = () => 'none';
		await finishErasuresTask(hub);
		await nothingIsLeft();
		expect(before.length - (await keys()).length).toBe(4);
		expect(errors()).toEqual([]);
	});

	test('is away for good, the clock’s rounds do not wait for it file by file', async () => {
		const { owner } = hub.fresh;
		await owner`insert into objects (org_id, key, state, leaving_since)
			select ${lumi.orgId}, 'left' || repeat(n::text, 32), 'leaving', now() from generate_series(0, 9) n`;
		fault = (method) => (method === 'DELETE' ? { status: 500 } : 'none');
		expect(await sweepObjects(hub, Date.now() + 3 * HOUR)).toEqual({ removed: 0, failed: 3 });
		fault = () => 'none';
		expect(await sweepObjects(hub, Date.now() + 3 * HOUR)).toEqual({ removed: 10, failed: 0 });
	});

	test('keeps one file, the others go, and that one when it can', async () => {
		const [, kept] = (
			await hub.fresh.owner<{ key: string }[]>`
				select object_key as key from documents where customer_id = ${carla.id} union all
				select thumbnail_key from documents where customer_id = ${carla.id}`
		).map(({ key }) => key);
		const stubborn: Storage = Object.assign(Object.create(hub.storage) as Storage, {
			delete: (key: string) =>
				key === kept ? Promise.reject(new Error('this one stays')) : hub.storage.delete(key)
		});
		const before = await keys();
		expect(await erase({ ...hub, storage: stubborn })).toMatchObject({ finished: false });
		await finishErasuresTask({ ...hub, storage: stubborn });
		expect(before.length - (await keys()).length).toBe(3);
		expect(await keys()).toContain(kept);
		await finishErasuresTask(hub);
		await nothingIsLeft();
	});

	test('never answers at all the owner waits for a moment only', async () => {
		const stuck = new Promise<void>(() => undefined);
		const hanging = Object.assign(Object.create(hub.storage) as Storage, { delete: () => stuck });
		expect(await erase({ ...hub, storage: hanging }, 50)).toMatchObject({ finished: false });
		await finishErasuresTask(hub);
		await nothingIsLeft();
	});
});

/** Holds whoever comes by until `go`; `came` resolves when the first has. */
function gate() {
	let came = () => undefined as void;
	let go = () => undefined as void;
	const arrived = new Promise<void>((resolve) => (came = resolve));
	const open = new Promise<void>((resolve) => (go = resolve));
	const pass = async (): Promise<void> => {
		came();
		await open;
	};
	return { arrived, open, go, pass };
}

/** Deletes her while a job is held in the middle of its work, then lets it go on. */
async function erasedDuring(begin: (pass: () => Promise<void>) => Promise<unknown>): Promise<void> {
	const held = gate();
	const job = begin(held.pass);
	await Promise.race([held.arrived, job]);
	await erase();
	held.go();
	await job;
}
/** With a storage that is held at one of its methods. */
function heldAt(method: 'get' | 'put', pass: () => Promise<void>): TestInstance {
	const { storage } = hub;
	const get: Storage['get'] = async (...given) => {
		await pass();
		return storage.get(...given);
	};
	const put: Storage['put'] = async (...given) => {
		await pass();
		return storage.put(...given);
	};
	const held = method === 'get' ? { get } : { put };
	return { ...hub, storage: Object.assign(Object.create(storage) as Storage, held) };
}

describe('while a job of hers runs', () => {
	test.each(['get', 'put'] as const)('that makes a small picture, before its %s', async (method) => {
		const { orgId } = lumi;
		const { owner } = hub.fresh;
		await owner`update documents set thumbnail_key = null where id = ${carla.documentId}`;
		await erasedDuring((pass) =>
			makeThumbnailTask(heldAt(method, pass), { orgId, documentId: carla.documentId })
		);
		await nothingIsLeft();
		expect(errors()).toEqual([]);
	});

	test.each(['get', 'put'] as const)(
		'that makes a picture of an attachment, before its %s',
		async (method) => {
			const { orgId } = lumi;
			await hub.fresh.owner`update attachments set thumbnail_key = null where id = ${carla.attachmentId}`;
			await erasedDuring((pass) =>
				pictureAttachmentTask(heldAt(method, pass), { orgId, attachmentId: carla.attachmentId })
			);
			await nothingIsLeft();
			expect(errors()).toEqual([]);
		}
	);

	const answers: [string, string | null][] = [
		['that the server takes', null],
		['that the server delays', '451 Later'],
		['that the server refuses', '550 Never']
	];
	const outgoing = () => hub.fresh
		.owner`update messages set state = 'queued', release_at = now(), message_id = '<hers@hub.example>'
		where id = ${carla.messageId}`;
	/** Waits until the server has her mail, and goes on when it may answer. */
	const atTheServer = (work: () => Promise<unknown>, answer: string | null) =>
		erasedDuring(async (pass) => {
			smtp.answerToData = answer;
			const held = gate();
			smtp.waits = held.open;
			const job = work();
			await expect.poll(() => smtp.read).toBe(1);
			await pass();
			held.go();
			await job;
		});
	test.each(answers)('with a message %s', async (_, answer) => {
		await outgoing();
		await atTheServer(() => deliverMessage(hub, { orgId: lumi.orgId, messageId: carla.messageId }), answer);
		await nothingIsLeft();
		expect(errors()).toEqual([]);
	});
	test.each(answers)('with a notice %s', async (_, answer) => {
		const { owner } = hub.fresh;
		await owner`update outbox_mails set state = 'queued', recipient = ${`carla@${sentinel}.example`} where customer_id = ${carla.id}`;
		const [row] = await owner<{ id: string }[]>`select id from outbox_mails where customer_id = ${carla.id}`;
		const helpers = { openPortal: portalOpener(hub), dress: dresser(hub) };
		await atTheServer(() => deliverMail(hub, { mail: row?.id }, helpers), answer);
		await nothingIsLeft();
		expect(errors()).toEqual([]);
	});

	test('with a message whose file is gone by the time', async () => {
		await outgoing();
		await erasedDuring((pass) =>
			deliverMessage(heldAt('get', pass), { orgId: lumi.orgId, messageId: carla.messageId })
		);
		await nothingIsLeft();
		expect(errors()).toEqual([]);
	});

	test('in a queue of its own, which then goes on with others’', async () => {
		const { orgId, customers } = lumi;
		const { owner } = hub.fresh;
		const documents = customers.map(({ documentId }) => documentId);
		for (const documentId of documents)
			await owner`select enqueue_job('make_thumbnail', ${owner.json({ orgId, documentId })}::json, queue => 'pictures')`;
		const pool = new Pool({ connectionString: hub.fresh.appUrl, options: '-c role=hub_worker', max: 4 });
		const begun: string[] = [];
		const held = gate();
		const runner = await run({
			pgPool: pool,
			noHandleSignals: true,
			pollInterval: 50,
			concurrency: 2,
			logger: new Logger(() => () => undefined),
			taskList: {
				make_thumbnail: async (payload) => {
					begun.push((payload as { documentId: string }).documentId);
					if (begun.length === 1) await held.pass();
				}
			}
		});
		try {
			await held.arrived;
			expect(begun).toEqual([carla.documentId]);
			await erase();
			await expect.poll(() => begun, { timeout: 10_000 }).toEqual(documents);
		} finally {
			held.go();
			await runner.stop();
			await pool.end();
		}
		expect(
			await owner`select from graphile_worker._private_jobs where payload::text like ${`%${orgId}%`} and locked_at is not null`
		).toHaveLength(0);
		await nothingIsLeft();
	});

	test('that fetches what she sent by WhatsApp', async () => {
		const { owner } = hub.fresh;
		const form = channelForms.whatsapp.parse({
			phoneNumberId: '106540352242922',
			token: whatsapp.token,
			appSecret: 'app secret',
			verifyToken: 'word'
		});
		await asMember(hub.database, olga, (tx) => saveChannel(hub, tx, olga, 'whatsapp', form));
		await owner`update messages set details = '{"awaits":"photo.png"}' where id = ${carla.messageId}`;
		whatsapp.media.set('77', { mimeType: 'image/png', bytes: picture });
		const wanted = {
			orgId: lumi.orgId,
			messageId: carla.messageId,
			mediaId: '77',
			name: 'photo.png',
			mimeType: 'image/png'
		};
		await erasedDuring((pass) => fetchMediaTask(heldAt('put', pass), wanted));
		await nothingIsLeft();
		expect(errors()).toEqual([]);
	});

	test('that reads a mail of hers: it is a newcomer’s, with nothing of before', async () => {
		const raw = mail({
			from: 'Carla <carla@late.example>',
			headers: ['Content-Type: multipart/mixed; boundary=b'],
			body: '--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n--b\r\nContent-Type: text/plain; name=a.txt\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nA file\r\n--b--'
		});
		await hub.fresh
			.owner`update customers set email_normalized = 'carla@late.example' where id = ${carla.id}`;
		for (const during of ['reading', 'keeping'] as const) {
			let kept: unknown;
			const work = async (pass: () => Promise<void>) => {
				const reading = {
					...hub,
					mailReader: {
						...hub.mailReader,
						read: async (...given: Parameters<typeof hub.mailReader.read>) => {
							const read = await hub.mailReader.read(...given);
							await pass();
							return read;
						}
					}
				};
				const instance = during === 'reading' ? reading : heldAt('put', pass);
				kept = await receiveMail(instance, lumi.orgId, { raw, recipient: null, receivedAt: null });
			};
			if (during === 'reading') await erasedDuring(work);
			else await work(() => Promise.resolve());
			expect(kept).toMatchObject({ outcome: during === 'reading' ? 'kept' : 'known' });
		}
		const people = await hub.fresh.owner<
			{ id: string }[]
		>`select id from customers where email_normalized = 'carla@late.example'`;
		expect(people.map(({ id }) => id === carla.id)).toEqual([false]);
		await nothingIsLeft();
		expect(errors()).toEqual([]);
	});
});
