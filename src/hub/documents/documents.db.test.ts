import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { removeObject, sweepObjects } from '#hub/objects/departures.ts';
import { asMember, roles, type Member, type MemberRole } from '#hub/organizations/actor.ts';
import { newKey } from '#platform/storage/keys.ts';
import { StorageError } from '#platform/storage/errors.ts';
import { readWhole, type Storage } from '#platform/storage/storage.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { DOCUMENT_LIMIT, PAGE_SIZE } from './limits.ts';
import { addDocument, type IncomingFile } from './upload.ts';
import { deleteDocument, documentsPage, oneDocument, relabelDocument } from './verbs.ts';

let hub: TestInstance;
let lumi: Whole;
let neighbour: Whole;
let owner: Member;
let carla: string;

beforeAll(async () => {
	hub = await openTestInstance();
	lumi = await wholeOrganization(hub.fresh.owner, 'Studio Lumi');
	neighbour = await wholeOrganization(hub.fresh.owner, 'Studio Neighbour');
	owner = await colleague('owner');
	carla = lumi.customers[0]?.id ?? '';
});
afterAll(() => hub.close());

async function colleague(role: MemberRole): Promise<Member> {
	const [personId, memberId] = [randomUUID(), randomUUID()];
	const address = `${personId}@example.com`;
	await hub.fresh.owner`insert into people (id, email, email_normalized, name)
		values (${personId}, ${address}, ${address}, ${`Robin ${role}`})`;
	await hub.fresh.owner`insert into members (org_id, id, person_id, role)
		values (${lumi.orgId}, ${memberId}, ${personId}, ${role})`;
	return { kind: 'member', orgId: lumi.orgId, memberId, personId, role };
}

const bytes = (text: string | Buffer): Readable => Readable.from([Buffer.from(text)]);
const contract = (more: Partial<IncomingFile> = {}) => ({
	customerId: carla,
	name: 'contract.pdf',
	label: 'Contract 2026',
	stream: bytes('%PDF-1.7 hello'),
	...more
});

async function* endless(total: number, before?: () => void): AsyncGenerator<Buffer> {
	const chunk = randomBytes(64 * 1024);
	for (let sent = 0; sent < total; sent += chunk.length) {
		if (sent > total / 2) before?.();
		yield chunk.subarray(0, Math.min(chunk.length, total - sent));
	}
}

/** What is in the store and in its book, less what the made-up organizations claim to have. */
async function books() {
	const rows = await hub.fresh.owner<{ key: string; state: string; documents: number }[]>`
		select key, state, (select count(*)::int from documents where object_key = key or thumbnail_key = key) as documents
		from objects where length(key) > 35`;
	const kept: string[] = [];
	for await (const object of hub.storage.list()) kept.push(object.key);
	return { rows, kept: kept.sort() };
}

/** Every document has its object and every object its row; how many there are. */
async function balanced(): Promise<number> {
	const { rows, kept } = await books();
	const stored = rows.filter((row) => row.state === 'stored');
	expect(stored.filter((row) => row.documents !== 1)).toEqual([]);
	expect(stored.map((row) => row.key).sort()).toEqual(kept);
	expect(rows.filter((row) => row.state === 'arriving')).toEqual([]);
	return stored.length;
}

const removals = () =>
	hub.fresh.owner<
		{ key: string }[]
	>`select key from graphile_worker.jobs where task_identifier = 'remove_object'`;

const withStorage = (storage: Partial<Storage>): TestInstance => {
	const over = Object.create(hub.storage) as Storage;
	return { ...hub, storage: Object.assign(over, storage) };
};

describe('a document that is uploaded', () => {
	it('is kept byte for byte with its name, label, type, hash and who shared it', async () => {
		const content = randomBytes(300_000);
		const made = await addDocument(
			hub,
			owner,
			contract({ stream: bytes(Buffer.concat([Buffer.from('%PDF-1.7\n'), content])) })
		);
		expect(made).toMatchObject({
			name: 'contract.pdf',
			label: 'Contract 2026',
			contentType: 'application/pdf',
			category: 'pdf',
			size: 300_009,
			uploadedBy: 'Robin owner',
			firstOpenedAt: null,
			lastDownloadedAt: null,
			downloads: 0,
			hasThumbnail: false
		});
		const [row] = await hub.fresh.owner<{ key: string; sha256: Buffer }[]>`
			select object_key as key, sha256 from documents where id = ${made.id}`;
		const read = await readWhole(hub.storage, row?.key ?? '', 1_000_000);
		expect(read.subarray(9).equals(content)).toBe(true);
		expect(row?.sha256.equals(createHash('sha256').update(read).digest())).toBe(true);
		await balanced();
	});

	it('may have exactly 50 MB, and not a byte more', async () => {
		const before = await balanced();
		const made = await addDocument(hub, owner, contract({ stream: Readable.from(endless(DOCUMENT_LIMIT)) }));
		expect(made.size).toBe(50 * 1024 * 1024);
		await expect(
			addDocument(hub, owner, contract({ stream: Readable.from(endless(DOCUMENT_LIMIT + 1)) }))
		).rejects.toMatchObject({ refusal: 'too-large', message: expect.stringContaining('50 MB') });
		expect(await balanced()).toBe(before + 1);
	});

	it('may be empty', async () => {
		const made = await addDocument(hub, owner, contract({ name: 'empty.txt', stream: Readable.from([]) }));
		expect(made).toMatchObject({ size: 0, name: 'empty.txt' });
	});

	it('is one document however often its upload is retried, one after another or at once', async () => {
		const uploadKey = randomUUID();
		const before = await balanced();
		const first = await addDocument(hub, owner, contract({ uploadKey }));
		const again = await addDocument(hub, owner, contract({ uploadKey, name: 'other name.pdf' }));
		expect(again).toEqual(first);
		const together = randomUUID();
		const made = await Promise.all(
			Array.from({ length: 5 }, () => addDocument(hub, owner, contract({ uploadKey: together })))
		);
		expect(new Set(made.map((document) => document.id)).size).toBe(1);
		expect(await balanced()).toBe(before + 2);
	});

	it("belongs to a customer of one's own: another organization's is not found, though she exists", async () => {
		const stranger = neighbour.customers[0]?.id ?? '';
		expect(await hub.fresh.owner`select from customers where id = ${stranger}`).toHaveLength(1);
		const before = await balanced();
		await expect(addDocument(hub, owner, contract({ customerId: stranger }))).rejects.toMatchObject({
			refusal: 'not-found'
		});
		expect(await balanced()).toBe(before);
	});

	it('is not kept when the customer is deleted while it arrives', async () => {
		const leaving = await wholeOrganization(hub.fresh.owner, 'Studio Briefly');
		const actor: Member = {
			kind: 'member',
			orgId: leaving.orgId,
			memberId: leaving.ownerId,
			personId: leaving.personId,
			role: 'owner'
		};
		const customerId = leaving.customers[0]?.id ?? '';
		const before = await balanced();
		const stream = Readable.from(
			(async function* () {
				yield Buffer.from('half');
				await hub.fresh.owner`delete from customers where id = ${customerId}`;
				yield Buffer.from('whole');
			})()
		);
		await expect(addDocument(hub, actor, contract({ customerId, stream }))).rejects.toMatchObject({
			refusal: 'not-found'
		});
		expect(await balanced()).toBe(before);
	});
});

describe('an upload that fails', () => {
	it.each(['StorageFull', 'StorageUnavailable'] as const)(
		'says so and keeps nothing when the store answers %s',
		async (code) => {
			const before = await balanced();
			const failing = withStorage({
				put: async (_key, source) => {
					await source[Symbol.asyncIterator]().next();
					throw new StorageError(code, 503, 'no');
				}
			});
			await expect(addDocument(failing, owner, contract())).rejects.toMatchObject({ refusal: 'unavailable' });
			expect(await balanced()).toBe(before);
		}
	);

	it('keeps nothing when the sender goes away, and removes it again later in case the store was late', async () => {
		const before = await balanced();
		const gone = new Error('connection lost');
		const stream = Readable.from(
			endless(1_000_000, () => {
				throw gone;
			})
		);
		await expect(addDocument(hub, owner, contract({ stream }))).rejects.toBe(gone);
		expect(await balanced()).toBe(before);
		const leaving = (await books()).rows.filter((row) => row.state === 'leaving').map((row) => row.key);
		expect((await removals()).map((job) => job.key)).toEqual(
			expect.arrayContaining(leaving.map((key) => `remove_object ${key}`))
		);
	});

	it('keeps nothing when it is aborted while the store hangs', async () => {
		const before = await balanced();
		const stop = new AbortController();
		const stream = Readable.from(
			(async function* () {
				yield Buffer.from('begun');
				await new Promise(() => undefined);
			})()
		);
		const upload = addDocument(hub, owner, contract({ stream, signal: stop.signal }));
		setTimeout(() => stop.abort(new Error('enough')), 50);
		await expect(upload).rejects.toThrow('enough');
		expect(await balanced()).toBe(before);
	});

	it('never takes away what was committed, though the commit was not heard of', async () => {
		const deaf: TestInstance = {
			...hub,
			database: {
				...hub.database,
				transaction: async (role, scope, work, mode) => {
					let kept = false;
					const result = await hub.database.transaction(
						role,
						scope,
						async (tx) => {
							const inner = await work(tx);
							kept = Array.isArray(inner);
							return inner;
						},
						mode
					);
					if (kept && role === 'hub_member') throw new Error('connection lost after commit');
					return result;
				}
			}
		};
		const before = await balanced();
		const uploadKey = randomUUID();
		await expect(addDocument(deaf, owner, contract({ uploadKey }))).rejects.toThrow('after commit');
		expect(await balanced()).toBe(before + 1);
		const again = await addDocument(hub, owner, contract({ uploadKey }));
		expect(again.name).toBe('contract.pdf');
		expect(await balanced()).toBe(before + 1);
	});
});

describe('deleting a document', () => {
	it('removes row and bytes at once', async () => {
		const before = await balanced();
		const made = await addDocument(hub, owner, contract());
		const [row] = await hub.fresh.owner<
			{ key: string }[]
		>`select object_key as key from documents where id = ${made.id}`;
		const key = row?.key ?? '';
		expect(await hub.storage.stat(key)).not.toBeNull();
		await deleteDocument(hub, owner, { customerId: carla, documentId: made.id });
		expect(await hub.storage.stat(key)).toBeNull();
		expect(await hub.fresh.owner`select from objects where key = ${key}`).toHaveLength(0);
		expect(await balanced()).toBe(before);
		await expect(
			deleteDocument(hub, owner, { customerId: carla, documentId: made.id })
		).rejects.toMatchObject({ refusal: 'not-found' });
	});

	it('is done by the worker when the store is away, and the row is gone meanwhile', async () => {
		const made = await addDocument(hub, owner, contract());
		const [row] = await hub.fresh.owner<
			{ key: string }[]
		>`select object_key as key from documents where id = ${made.id}`;
		const key = row?.key ?? '';
		const away = withStorage({
			delete: async () => {
				throw new StorageError('StorageUnavailable', 503, 'no');
			}
		});
		await deleteDocument(away, owner, { customerId: carla, documentId: made.id });
		expect(await hub.fresh.owner`select from documents where id = ${made.id}`).toHaveLength(0);
		expect(await hub.storage.stat(key)).not.toBeNull();
		expect((await removals()).map((job) => job.key)).toContain(`remove_object ${key}`);
		await removeObject(hub, lumi.orgId, key);
		expect(await hub.storage.stat(key)).toBeNull();
		await balanced();
	});

	it('follows a customer who is deleted, by a cascade that no verb saw', async () => {
		const dana = lumi.customers[1]?.id ?? '';
		await addDocument(hub, owner, contract({ customerId: dana }));
		const before = await balanced();
		await hub.fresh.owner`delete from customers where id = ${dana}`;
		const { rows, kept } = await books();
		expect(rows.filter((row) => row.state === 'stored')).toHaveLength(before - 1);
		expect(kept).toHaveLength(before);
		await sweepObjects(hub, Date.now() + 11 * 60_000);
		expect(await balanced()).toBe(before - 1);
	});
});

describe('the sweep', () => {
	it('takes away what a crash left half-way, in every organization, and nothing that is whole or still young', async () => {
		const before = await balanced();
		const [old, young] = [newKey(), newKey()];
		for (const [org, key, age] of [
			[lumi.orgId, old, '3 hours'],
			[neighbour.orgId, young, '10 minutes']
		] as const) {
			await hub.fresh
				.owner`insert into objects (org_id, key, created_at) values (${org}, ${key}, now() - ${age}::interval)`;
			await hub.storage.put(key, bytes('half'));
		}
		expect(await sweepObjects(hub)).toMatchObject({ failed: 0 });
		expect(await hub.storage.stat(old)).toBeNull();
		expect(await hub.fresh.owner`select from objects where key = ${old}`).toHaveLength(0);
		expect(await hub.storage.stat(young)).not.toBeNull();
		await sweepObjects(hub, Date.now() + 2 * 3_600_000);
		expect(await hub.storage.stat(young)).toBeNull();
		expect(await balanced()).toBe(before);
	});
});

describe('the list', () => {
	it('shows 1,000 documents page by page, newest first, each once', async () => {
		const many = await wholeOrganization(hub.fresh.owner, 'Studio Many');
		const actor: Member = {
			kind: 'member',
			orgId: many.orgId,
			memberId: many.ownerId,
			personId: many.personId,
			role: 'owner'
		};
		const customerId = many.customers[0]?.id ?? '';
		await hub.fresh.owner`with made as (
			insert into objects (org_id, key, state, size, sha256)
			select ${many.orgId}, md5(random()::text || n), 'stored', 0, sha256('') from generate_series(1, 999) n returning key)
			insert into documents (org_id, customer_id, object_key, name, content_type, category, size, sha256, created_at)
			select ${many.orgId}, ${customerId}, key, 'file ' || row_number() over (), 'text/plain', 'document', 0, sha256(''),
				now() - (row_number() over () / 3) * interval '1 second' from made`;
		const seen: string[] = [];
		const times: number[] = [];
		let after: string | null = null;
		let pages = 0;
		do {
			const page = await asMember(hub.database, actor, (tx) => documentsPage(tx, actor, customerId, after));
			expect(page.total).toBe(1000);
			expect(page.documents.length).toBeLessThanOrEqual(PAGE_SIZE);
			seen.push(...page.documents.map((document) => document.id));
			times.push(...page.documents.map((document) => document.createdAt.getTime()));
			after = page.next;
			pages += 1;
		} while (after);
		expect(pages).toBe(1000 / PAGE_SIZE);
		expect(new Set(seen).size).toBe(1000);
		expect(times).toEqual([...times].sort((a, b) => b - a));
	});

	it('refuses a place in the list that is none', async () => {
		for (const after of [
			'',
			'x',
			`2026-99-99T00:00:00.000000Z~${randomUUID()}`,
			`2026-01-01T00:00:00.000000Z~'; drop`
		])
			await expect(
				asMember(hub.database, owner, (tx) => documentsPage(tx, owner, carla, after))
			).rejects.toMatchObject({ refusal: 'invalid' });
	});
});

describe('who may do what', () => {
	it.each(roles.filter((role) => role !== 'viewer'))('%s uploads, labels and deletes', async (role) => {
		const actor = await colleague(role);
		const made = await addDocument(hub, actor, contract());
		const which = { customerId: carla, documentId: made.id };
		await asMember(hub.database, actor, (tx) => relabelDocument(tx, actor, which, 'New label'));
		expect(await asMember(hub.database, actor, (tx) => oneDocument(tx, actor, which))).toMatchObject({
			label: 'New label'
		});
		await deleteDocument(hub, actor, which);
	});

	it('viewer only looks: refused by the verbs, and by the database if the verbs were wrong', async () => {
		const viewer = await colleague('viewer');
		const made = await addDocument(hub, owner, contract());
		const which = { customerId: carla, documentId: made.id };
		const page = await asMember(hub.database, viewer, (tx) => documentsPage(tx, viewer, carla));
		expect(page.mayChange).toBe(false);
		expect(page.documents.map((document) => document.id)).toContain(made.id);
		await expect(addDocument(hub, viewer, contract())).rejects.toMatchObject({ refusal: 'forbidden' });
		await expect(
			asMember(hub.database, viewer, (tx) => relabelDocument(tx, viewer, which, 'x'))
		).rejects.toMatchObject({ refusal: 'forbidden' });
		await expect(deleteDocument(hub, viewer, which)).rejects.toMatchObject({ refusal: 'forbidden' });
		await expect(
			asMember(hub.database, viewer, (tx) => tx`delete from documents where id = ${made.id}`)
		).rejects.toThrow(/read-only transaction/);
		expect(await asMember(hub.database, owner, (tx) => oneDocument(tx, owner, which))).toMatchObject({
			label: 'Contract 2026'
		});
	});

	it("finds no document of another organization, nor one under another customer's name, though they exist", async () => {
		const theirs = neighbour.customers[0];
		const danas = randomUUID();
		const made = await addDocument(hub, owner, contract());
		expect(
			await hub.fresh
				.owner`select from documents where id in ${hub.fresh.owner([theirs?.documentId ?? '', made.id])}`
		).toHaveLength(2);
		const attempts = [
			{ customerId: theirs?.id ?? '', documentId: theirs?.documentId ?? '' },
			{ customerId: carla, documentId: theirs?.documentId ?? '' },
			{ customerId: danas, documentId: made.id },
			{ customerId: theirs?.id ?? '', documentId: made.id },
			{ customerId: carla, documentId: 'x' }
		];
		for (const which of attempts) {
			await expect(
				asMember(hub.database, owner, (tx) => oneDocument(tx, owner, which))
			).rejects.toMatchObject({ refusal: 'not-found' });
			await expect(
				asMember(hub.database, owner, (tx) => relabelDocument(tx, owner, which, 'x'))
			).rejects.toMatchObject({ refusal: 'not-found' });
			await expect(deleteDocument(hub, owner, which)).rejects.toMatchObject({ refusal: 'not-found' });
		}
		expect(
			await hub.fresh
				.owner`select from documents where id in ${hub.fresh.owner([theirs?.documentId ?? '', made.id])}`
		).toHaveLength(2);
	});
});
