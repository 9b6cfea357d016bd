import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openMaintenance, type Maintenance } from '#platform/database/maintenance.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { streamOf } from '#support/streams.ts';
import { readSought, trace } from './trace.ts';

let hub: TestInstance;
let maintenance: Maintenance;
let lumi: Whole;
let carla: Whole['customers'][number];

beforeAll(async () => {
	hub = await openTestInstance();
	maintenance = openMaintenance(hub.fresh.ownerUrl);
	lumi = await wholeOrganization(hub.fresh.owner, 'Studio Lumi');
	carla = lumi.customers[0] as typeof carla;
	await hub.fresh
		.owner`update customers set phone = '+49 170 1234567', phone_normalized = '+491701234567' where id = ${carla.id}`;
	for (const { key } of await hub.fresh.owner<{ key: string }[]>`select key from objects`)
		await hub.storage.put(key, streamOf(Buffer.from('abc')));
});
afterAll(async () => {
	await maintenance.close();
	await hub.close();
});

const look = (text: string) => {
	const sought = readSought(text);
	if (!sought) throw new Error(`${text} cannot be looked for`);
	return trace(hub, maintenance, sought);
};
const places = async (text: string) =>
	(await look(text)).tables.map(({ table, column }) => `${table}.${column}`);

describe('a trace', () => {
	it('of an id, an address or a number finds all that is hers, and her files', async () => {
		for (const text of [
			carla.id,
			'CARLA@example.com',
			'0170 123 45 67',
			'+49 (0)170/1234567',
			'carla@old.example'
		]) {
			const { tables, objects } = await look(text);
			const names = tables.map(({ table }) => table);
			for (const table of [
				'customers',
				'inquiries',
				'messages',
				'message_mails',
				'documents',
				'attachments',
				'quotes',
				'quote_items',
				'payments',
				'referrals',
				'customer_aliases',
				'customer_data_requests',
				'inquiry_notes',
				'drafts',
				'notifications'
			])
				expect(names, `${text} in ${table}`).toContain(table);
			expect(objects).toHaveLength(4);
		}
	});

	it('finds an address in text, JSON, lists, bytes and the job queue of anybody', async () => {
		const { owner } = hub.fresh;
		const [dana] = [lumi.customers[1]?.messageId ?? ''];
		await owner`update messages set body = 'Write to Eve@Example.org!' where id = ${dana}`;
		await owner`update message_mails set cc_addresses = ${owner.json([{ name: '', address: 'eve@example.org' }])},
			reference_ids = array['<1.eve@example.org>'] where message_id = ${dana}`;
		await owner`update customer_imports set sheet = ${Buffer.from('["eve@example.org"]')}`;
		await owner`select enqueue_job('tidy_sign_in', '{"email":"eve@example.org"}'::json)`;
		expect(await places('eve@example.org')).toEqual(
			expect.arrayContaining([
				'messages.body',
				'message_mails.cc_addresses',
				'customer_imports.sheet',
				'graphile_worker._private_jobs.payload'
			])
		);
	});

	it('finds nothing of somebody unknown, though others look alike', async () => {
		expect(await look('arla@example.com')).toEqual({ tables: [], objects: [], files: [] });
		expect(await look('0170 7654321')).toEqual({ tables: [], objects: [], files: [] });
		expect(await look('5b0c6f0e-8c2c-4a53-9a55-1a86f4c6a9d1')).toEqual({
			tables: [],
			objects: [],
			files: []
		});
	});

	it('reads log files, and notes such as the demo’s', async () => {
		const path = join(hub.config.dataDir, 'some.log');
		await writeFile(path, 'a line\nanother about mallory@example.com\n');
		expect(await look('mallory@example.com')).toEqual({ tables: [], objects: [], files: [path] });
		const note = join(hub.config.dataDir, 'demo.json');
		await writeFile(note, '{"customer":"mallory@example.com"}');
		expect((await look('mallory@example.com')).files.sort()).toEqual([note, path]);
	});

	it('is refused for what cannot be told from others', () => {
		for (const text of ['', 'Carla', '123456', '@']) expect(readSought(text), text).toBeNull();
	});

	it('need not read search indexes: each is made from a column that it reads', async () => {
		const columns = await hub.fresh.owner<{ generated: string }[]>`
			select attgenerated as generated from pg_attribute join pg_class on pg_class.oid = attrelid
			where relnamespace = 'public'::regnamespace and relkind = 'r' and atttypid = 'tsvector'::regtype`;
		expect(columns.length).toBeGreaterThan(0);
		expect(columns.every(({ generated }) => generated === 's')).toBe(true);
	});
});
