import { randomBytes, randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Sql } from 'postgres';
import { finishErasure } from '#hub/privacy/finish.ts';
import { removeCustomer } from '#hub/privacy/removal.ts';
import { beginErasure, becomeWorker, lockForErasure, recordErased } from '#hub/privacy/erasure-sql.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { readConfig } from '#platform/config.ts';
import { migrate } from '#platform/database/migrate.ts';
import { openDatabase } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { openEmbedded } from '#platform/postgres/embedded.ts';
import { connect } from '#platform/postgres/url.ts';
import { openStorage } from '#platform/storage/open.ts';
import { newKey } from '#platform/storage/keys.ts';
import { customer } from '../tests/support/customers.ts';
import { joins, organization, person, testHub } from '../tests/support/people.ts';
import { streamOf } from '../tests/support/streams.ts';
import { interleaved, type Row, type Surroundings } from './compare.ts';

const MESSAGES = 10_000;
const DOCUMENTS = 1_000;
const ROUNDS = 5;

/** A customer with 10,000 messages and 1,000 documents: her erasure against the bare deletes, without a trigger, and the unlinks that it needs. */
export async function compare({ root, say }: Surroundings): Promise<Row[]> {
	const dataDir = await mkdtemp(join(tmpdir(), 'hub-bench-'));
	await chmod(dataDir, 0o711);
	const embedded = await openEmbedded({ dataDir, role: 'guest', environment: process.env });
	const owner = connect(embedded.url, { max: 2, onnotice: () => undefined });
	const { appUrl } = await migrate({
		ownerUrl: embedded.url,
		appUrl: null,
		loginSecret: Buffer.alloc(32, 'bench'),
		folder: join(root, 'db/migrations')
	});
	const database = openDatabase(appUrl, { max: 10, prepare: true });
	const config = readConfig({ DATA_DIR: join(dataDir, 'app'), ORIGIN: 'https://hub.example' });
	const hub = { ...testHub(database), config, storage: openStorage(config) } as unknown as Instance;
	const orgId = await organization(owner, 'Studio Lumi');
	const member = await joins(owner, await person(owner, 'Olga Owner'), orgId, 'owner');
	let grown = 0;
	try {
		const times = await interleaved(
			ROUNDS,
			{
				erasure: async () => {
					const { id } = await fill(owner, hub, orgId);
					const before = process.memoryUsage().rss;
					const began = performance.now();
					await erase(hub, member, id);
					grown = Math.max(grown, process.memoryUsage().rss - before);
					return performance.now() - began;
				},
				bare: async () => {
					const { id, keys } = await fill(owner, hub, orgId);
					const folder = join(dataDir, randomUUID());
					await mkdir(folder);
					const files = Array.from({ length: DOCUMENTS }, (_, index) => join(folder, String(index)));
					for (const file of files) await writeFile(file, 'x');
					const began = performance.now();
					await owner.begin(async (tx) => {
						// What ours does by triggers is no part of what is needed.
						await tx`alter table documents disable trigger user`;
						await tx`delete from messages where org_id = ${orgId} and customer_id = ${id}`;
						await tx`delete from inquiries where org_id = ${orgId} and customer_id = ${id}`;
						await tx`delete from documents where org_id = ${orgId} and customer_id = ${id}`;
						await tx`delete from objects where org_id = ${orgId} and key = any(${keys})`;
						await tx`delete from customers where org_id = ${orgId} and id = ${id}`;
						await tx`alter table documents enable trigger user`;
					});
					for (const file of files) await unlink(file);
					return performance.now() - began;
				}
			},
			say
		);
		const what = `${MESSAGES} messages and ${DOCUMENTS} documents`;
		return [
			{
				name: `erasure of ${what}`,
				against: 'bare deletes and unlinks',
				ratio: (times['erasure'] ?? NaN) / (times['bare'] ?? NaN),
				goal: '<= 3'
			},
			{ name: 'memory of that erasure', against: '64 MB', ratio: grown / (64 * 1024 * 1024), goal: '<= 1' }
		];
	} finally {
		await database.close();
		await owner.end({ timeout: 5 });
		await embedded.close();
		await rm(dataDir, { recursive: true, force: true });
	}
}

/** What an approval does, without the password, which alone takes 90 ms. */
async function erase(hub: Instance, member: Member, customerId: string): Promise<void> {
	const { orgId, memberId } = member;
	const id = randomUUID();
	await asMember(hub.database, member, async (tx) => {
		await lockForErasure(tx, orgId, customerId, []);
		const hashes = { customerHash: randomBytes(32), mergedHashes: [], soughtHashes: [] };
		await beginErasure(tx, { id, orgId, customerId, memberId, requestedAt: null, ...hashes });
		await becomeWorker(tx);
		const whose = { orgId, customerId, emails: [], phones: [], ids: [customerId] };
		await recordErased(tx, orgId, id, await removeCustomer(tx, whose, id));
	});
	if (!(await finishErasure(hub, orgId, id))) throw new Error('the erasure was not finished');
}

async function fill(owner: Sql, hub: Instance, orgId: string): Promise<{ id: string; keys: string[] }> {
	const { id } = await customer(owner, orgId, 'Carla Customer');
	const inquiryId = randomUUID();
	await owner`insert into inquiries (org_id, id, number, customer_id, subject)
		values (${orgId}, ${inquiryId}, ${Math.ceil(Math.random() * 1e9)}, ${id}, 'A long story')`;
	await owner`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body)
		select ${orgId}, ${inquiryId}, ${id}, 'inbound', 'portal', 'Message ' || n from generate_series(1, ${MESSAGES}) n`;
	const keys = Array.from({ length: DOCUMENTS }, () => newKey());
	for (const key of keys) await hub.storage.put(key, streamOf(Buffer.from('x')));
	await owner`insert into objects (key, org_id, state, size, sha256)
		select key, ${orgId}, 'stored', 1, ${randomBytes(32)} from unnest(${keys}::text[]) as key`;
	await owner`insert into documents (org_id, customer_id, object_key, name, content_type, category, size, sha256)
		select ${orgId}, ${id}, key, 'a.txt', 'text/plain', 'document', 1, ${randomBytes(32)} from unnest(${keys}::text[]) as key`;
	return { id, keys };
}
