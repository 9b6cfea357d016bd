import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { Logger, runOnce } from 'graphile-worker';
import { Pool } from 'pg';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { StorageError } from '#platform/storage/errors.ts';
import { readWhole, type Storage } from '#platform/storage/storage.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { corpusFile, withoutCorpora } from '#support/shared.ts';
import { makeThumbnailTask } from './thumbnails.ts';
import { addDocument } from './upload.ts';
import { deleteDocument, oneDocument } from './verbs.ts';

let hub: TestInstance;
let lumi: Whole;
let owner: Member;
let carla: string;
let photo: Buffer;

beforeAll(async () => {
	hub = await openTestInstance();
	lumi = await wholeOrganization(hub.fresh.owner, 'Studio Lumi');
	owner = {
		kind: 'member',
		orgId: lumi.orgId,
		memberId: lumi.ownerId,
		personId: lumi.personId,
		role: 'owner'
	};
	carla = lumi.customers[0]?.id ?? '';
	photo = await sharp({ create: { width: 800, height: 400, channels: 3, background: 'red' } })
		.jpeg()
		.toBuffer();
});
afterAll(() => hub.close());

const share = (bytes: Buffer, name: string) =>
	addDocument(hub, owner, { customerId: carla, name, label: null, stream: Readable.from([bytes]) });
const which = (documentId: string) => ({ customerId: carla, documentId });
const look = (id: string) => asMember(hub.database, owner, (tx) => oneDocument(tx, owner, which(id)));
const make = (documentId: string, instance: TestInstance = hub) =>
	makeThumbnailTask(instance, { orgId: lumi.orgId, documentId });
const thumbnailKey = async (id: string) => {
	const [row] = await hub.fresh.owner<
		{ key: string | null }[]
	>`select thumbnail_key as key from documents where id = ${id}`;
	return row?.key ?? null;
};
const waiting = async (id: string) =>
	(await hub.fresh.owner`select from graphile_worker.jobs where key = ${`make_thumbnail ${id}`}`).length;
const objects = async () => {
	const rows = await hub.fresh.owner<
		{ key: string }[]
	>`select key from objects where state = 'stored' and length(key) > 35`;
	const kept: string[] = [];
	for await (const object of hub.storage.list()) kept.push(object.key);
	expect(kept.sort()).toEqual(rows.map((row) => row.key).sort());
	return kept.length;
};

describe('a photo', () => {
	it('gets a small picture by a job, as an object of its own', async () => {
		const document = await share(photo, 'photo.jpg');
		expect([document.hasThumbnail, await waiting(document.id)]).toEqual([false, 1]);
		await make(document.id);
		expect((await look(document.id)).hasThumbnail).toBe(true);
		const small = await readWhole(hub.storage, (await thumbnailKey(document.id)) ?? '', 100_000);
		expect(await sharp(small).metadata()).toMatchObject({ format: 'webp', width: 320, height: 160 });
		const before = await objects();
		await make(document.id);
		expect(await objects()).toBe(before);
	});

	it('waits its turn among photos, so that twenty of them hold up no mail', async () => {
		await hub.fresh.owner`delete from graphile_worker._private_jobs`;
		for (const name of ['one.jpg', 'two.jpg', 'three.jpg']) await share(photo, name);
		await hub.fresh.owner`select enqueue_job('tidy_sign_in', '{}')`;
		const pool = new Pool({ connectionString: hub.fresh.appUrl, options: '-c role=hub_worker', max: 5 });
		pool.on('error', () => undefined);
		const seen = { made: 0, running: 0, most: 0, mailWaited: true };
		const taskList = {
			make_thumbnail: async () => {
				seen.most = Math.max(seen.most, ++seen.running);
				await wait(300);
				seen.running--;
				seen.made++;
			},
			tidy_sign_in: () => void (seen.mailWaited = seen.made === 3)
		};
		const logger = new Logger(() => () => undefined);
		// A run ends when it finds nothing that it may begin, which can be while a queue is just being freed.
		for (let run = 0; run < 10 && seen.made < 3; run++)
			await runOnce({ pgPool: pool, concurrency: 3, noHandleSignals: true, taskList, logger });
		await pool.end();
		expect(seen).toEqual({ made: 3, running: 0, most: 1, mailWaited: false });
	});

	it('takes its picture with it when it is deleted', async () => {
		const before = await objects();
		const document = await share(photo, 'photo.jpg');
		await make(document.id);
		expect(await objects()).toBe(before + 2);
		await deleteDocument(hub, owner, which(document.id));
		expect(await objects()).toBe(before);
	});

	it('gets none when it is deleted before or while that is made', async () => {
		const before = await objects();
		await make(randomUUID());
		const document = await share(photo, 'photo.jpg');
		const late = Object.create(hub.storage) as Storage;
		late.put = async (...given) => {
			await deleteDocument(hub, owner, which(document.id));
			return hub.storage.put(...given);
		};
		await make(document.id, { ...hub, storage: late });
		expect(await objects()).toBe(before);
	});

	it('gets it later when the store is away now', async () => {
		const document = await share(photo, 'photo.jpg');
		const away = Object.create(hub.storage) as Storage;
		away.put = () => Promise.reject(new StorageError('StorageUnavailable', 503, 'no'));
		await expect(make(document.id, { ...hub, storage: away })).rejects.toMatchObject({
			code: 'StorageUnavailable'
		});
		await make(document.id);
		expect((await look(document.id)).hasThumbnail).toBe(true);
	});

	it.skipIf(withoutCorpora !== '')(`gets it in the format of a phone, too${withoutCorpora}`, async () => {
		const document = await share(corpusFile('heic.heic'), 'IMG_1.HEIC');
		await make(document.id);
		expect((await look(document.id)).hasThumbnail).toBe(true);
	});
});

describe('what is no photo', () => {
	it('keeps its icon', async () => {
		const broken = await share(photo.subarray(0, 100), 'broken.jpg');
		await make(broken.id);
		expect((await look(broken.id)).hasThumbnail).toBe(false);
		const page = await share(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'drawing.svg');
		expect(await waiting(page.id)).toBe(0);
		await make(page.id);
		expect((await look(page.id)).hasThumbnail).toBe(false);
	});
});
