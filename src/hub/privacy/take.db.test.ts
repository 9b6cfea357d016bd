import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, roles, type Member, type MemberRole } from '#hub/organizations/actor.ts';
import { newKey } from '#platform/storage/keys.ts';
import type { Storage } from '#platform/storage/storage.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person } from '#support/people.ts';
import { unzipped } from '#support/zip.ts';
import { accessesOf } from './access.ts';
import { leftBehind, written } from './everything-tables.ts';
import { exportEverything } from './everything.ts';
import { registry } from './registry.ts';
import { giveData, giveFiles } from './take.ts';

let hub: TestInstance;
let lumi: Whole;
let dim: Whole;
let team: Record<MemberRole, Member>;
const carla = () => lumi.customers[0]?.id ?? '';

beforeAll(async () => {
	hub = await openTestInstance();
	const sql = hub.fresh.owner;
	lumi = await wholeOrganization(sql, 'Studio Lumi');
	dim = await wholeOrganization(sql, 'Studio Dim');
	team = {} as typeof team;
	for (const role of roles) {
		const who = await person(sql, `Robin ${role}`);
		const { memberId } = await joins(sql, who, lumi.orgId, role);
		team[role] = { kind: 'member', orgId: lumi.orgId, memberId, personId: who.id, role };
	}
	await sql`delete from customer_accesses`;
	await sql`delete from inquiry_accesses`;
	await sql`update customers set name = '=cmd()', email = 'dim@example.com' where id = ${dim.customers[0]?.id ?? ''}`;
	await sql`update customers set name = '=cmd()' where id = ${carla()}`;
});
afterAll(() => hub.close());

/** A document of Carla's whose bytes are in the store. */
async function stored(content: string): Promise<string> {
	const key = newKey();
	const sha256 = createHash('sha256').update(content).digest();
	await hub.storage.put(
		key,
		(async function* () {
			yield Buffer.from(content);
		})()
	);
	await hub.fresh
		.owner`insert into objects (key, org_id, state, size, sha256) values (${key}, ${lumi.orgId}, 'stored', ${content.length}, ${sha256})`;
	const [row] = await hub.fresh.owner<
		{ id: string }[]
	>`insert into documents (org_id, customer_id, object_key, name, content_type, category, size, sha256)
		values (${lumi.orgId}, ${carla()}, ${key}, 'a/b.txt', 'text/plain', 'document', ${content.length}, ${sha256}) returning id`;
	return row?.id ?? '';
}
const kinds = async () =>
	(
		await asMember(hub.database, team.owner, (tx) => accessesOf(tx, team.owner, carla(), { again: false }))
	).accesses.map(({ kind, name }) => [kind, name]);
const zipOf = async ({ zip }: { zip: ReadableStream<Uint8Array> }) =>
	unzipped(await buffer(zip as unknown as AsyncIterable<Uint8Array>));

describe('the same export, handed out by the business', () => {
	it('is for owners and admins, is found for no other organization’s customer, and is written down', async () => {
		for (const role of roles) {
			const given = giveData(hub, team[role], carla());
			if (role === 'owner' || role === 'admin')
				expect(await text((await given).text)).toContain('Carla@example.com');
			else await expect(given).rejects.toMatchObject({ refusal: 'forbidden' });
		}
		expect(await kinds()).toEqual([
			['data_exported', 'Robin admin'],
			['data_exported', 'Robin owner']
		]);
		const foreign = dim.customers[0]?.id ?? '';
		for (const give of [giveData, giveFiles])
			await expect(give(hub, team.owner, foreign)).rejects.toMatchObject({ refusal: 'not-found' });
	});

	it('gives her files, and names those that are lost', async () => {
		await stored('the bytes');
		const files = await zipOf(await giveFiles(hub, team.admin, carla()));
		expect(files.get('files/a_b.txt')?.toString()).toBe('the bytes');
		expect(files.get('index.html')?.toString()).toContain('Carla.pdf');
		expect([...files.keys()]).toEqual(['data.json', 'files/a_b.txt', 'index.html']);
		expect((await kinds())[0]).toEqual(['files_exported', 'Robin admin']);
	});

	it('breaks off when the store does in the middle of a file, so that no ZIP that is cut looks whole', async () => {
		const cut = Object.assign(Object.create(hub.storage) as Storage, {
			get: async (key: string) => {
				const found = await hub.storage.get(key);
				return found && { ...found, stream: Readable.from(halfOf(found.stream)) };
			}
		});
		const given = await giveFiles({ ...hub, storage: cut }, team.owner, carla());
		await expect(zipOf(given)).rejects.toThrow('the store is gone');
	});
});

async function* halfOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	for await (const chunk of stream) yield chunk.subarray(0, chunk.length / 2);
	throw new Error('the store is gone');
}

describe('everything of an organization', () => {
	it('is the owner’s alone', async () => {
		for (const role of roles.filter((it) => it !== 'owner'))
			await expect(exportEverything(hub, team[role])).rejects.toMatchObject({ refusal: 'forbidden' });
		const posing: Member = { ...team.admin, role: 'owner' };
		await expect(exportEverything(hub, posing)).rejects.toMatchObject({ refusal: 'forbidden' });
	});

	it('has a place for every table that holds something about customers, or a reason why not', () => {
		const tables = Object.keys(registry).filter((table) => {
			const claim = registry[table];
			return claim && !('nothing' in claim) && !table.includes('.');
		});
		const placed = [...written.map(({ table }) => table), ...Object.keys(leftBehind)];
		expect(tables.filter((table) => !placed.includes(table))).toEqual([]);
		expect(Object.keys(leftBehind).filter((table) => !tables.includes(table))).toEqual([]);
	});

	it('has every row and every file of the organization, none of another, and no secret', async () => {
		const id = await stored('more bytes');
		const files = await zipOf(await exportEverything(hub, team.owner));
		for (const { table } of written) {
			const column = table === 'organizations' ? 'id' : 'org_id';
			const [there] = await hub.fresh
				.owner`select count(*)::int as n from ${hub.fresh.owner(table)} where ${hub.fresh.owner(column)} = ${lumi.orgId}`;
			const lines = (files.get(`data/${table}.jsonl`)?.toString() ?? '').split('\n').slice(0, -1);
			expect(lines.length, table).toBe(there?.['n']);
			for (const line of lines) JSON.parse(line);
		}
		expect(files.get(`documents/${id}/a_b.txt`)?.toString()).toBe('more bytes');
		const whole = [...files.values()].map((file) => file.toString()).join('\n');
		for (const foreign of [dim.orgId, ...dim.customers.map((it) => it.id), 'dim@example.com'])
			expect(whole).not.toContain(foreign);
		expect(whole).not.toMatch(/token_hash|token_encrypted|object_key|search_text/);
		expect(files.get('customers.csv')?.toString()).toContain('"\'=cmd()"');
		expect(files.get('README.txt')?.toString()).toMatch(/Carla\.pdf: not found/);
		expect(files.get('data/members.jsonl')?.toString()).toContain('Robin owner');
		expect((await kinds())[0]).toEqual(['data_exported', 'Robin owner']);
	});

	it('breaks off when she is the owner no more', async () => {
		const { zip } = await exportEverything(hub, team.owner);
		await hub.fresh.owner`update members set role = 'admin' where id = ${team.owner.memberId}`;
		await expect(buffer(zip as unknown as AsyncIterable<Uint8Array>)).rejects.toMatchObject({
			refusal: 'forbidden'
		});
		await hub.fresh.owner`update members set role = 'owner' where id = ${team.owner.memberId}`;
	});
});
