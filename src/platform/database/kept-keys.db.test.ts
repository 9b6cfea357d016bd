import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withKept } from '#platform/secrets.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { migrate } from './migrate.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
	fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

const start = async (...offered: [purpose: string, key: Buffer][]) =>
	(
		await migrate({
			ownerUrl: fresh.ownerUrl,
			appUrl: null,
			loginSecret: Buffer.alloc(32, 'test'),
			folder: join(import.meta.dirname, '../../../db/migrations'),
			keptKeys: new Map(offered)
		})
	).keptKeys;

test('a key stays what it was at first, whatever later starts come with', async () => {
	const [first, later] = [Buffer.alloc(32, 'a'), Buffer.alloc(32, 'b')];
	expect((await start(['who was erased', first])).get('who was erased')).toEqual(first);
	expect((await start(['who was erased', later])).get('who was erased')).toEqual(first);
	expect((await start(['another', later])).size).toBe(2);
});

test('a kept key goes before one made from the instance key', () => {
	const made = { derive: () => Buffer.alloc(32, 'made') };
	const secrets = withKept(made, new Map([['kept', Buffer.alloc(32, 'k')]]));
	expect(secrets.derive('kept')).toEqual(Buffer.alloc(32, 'k'));
	expect(secrets.derive('other')).toEqual(made.derive());
});

test('nobody who answers requests can read a kept key', async () => {
	expect((await fresh.owner`select from kept_keys`).count).toBeGreaterThan(0);
	for (const role of ['hub_member', 'hub_customer', 'hub_worker', 'hub_gate']) {
		const [may] = await fresh.owner`select has_any_column_privilege(${role}, 'kept_keys', 'select') as may`;
		expect(may, role).toEqual({ may: false });
	}
});
