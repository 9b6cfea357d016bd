import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization } from '#support/organizations.ts';
import { openMaintenance, type Maintenance } from './maintenance.ts';

let fresh: FreshDatabase;
let maintenance: Maintenance;

beforeAll(async () => {
	fresh = await freshDatabase();
	maintenance = openMaintenance(fresh.ownerUrl);
});
afterAll(async () => {
	await maintenance.close();
	await fresh.drop();
});

test('the operator sees the customers of every organization', async () => {
	await wholeOrganization(fresh.owner, 'Salon A');
	await wholeOrganization(fresh.owner, 'Salon B');
	const [seen] = await maintenance.transaction(
		(tx) => tx`select count(*)::int as count, current_user as role from customers`
	);
	expect(seen).toEqual({ count: 4, role: 'hub_owner' });
});

test('a bigint is a number on every connection, and one that a number cannot hold is refused', async () => {
	const [found] = await maintenance.transaction(
		(tx) => tx<{ sum: unknown; all: unknown }[]>`select sum(size) as sum, array[1::bigint, 2] as all
			from (values (3), (4)) as files (size)`
	);
	expect(found).toEqual({ sum: 7, all: [1, 2] });
	await expect(maintenance.transaction((tx) => tx`select 9007199254740993 as huge`)).rejects.toThrow(
		RangeError
	);
});

test('a maintenance login that is given to the app by mistake cannot be used there', async () => {
	const [member] =
		await fresh.owner`select pg_has_role(${new URL(fresh.appUrl).username}, 'hub_owner', 'member') as may`;
	expect(member).toEqual({ may: false });
});

test('two commands that take turns do not overlap', async () => {
	const other = openMaintenance(fresh.ownerUrl);
	const seen: string[] = [];
	const turn = (who: Maintenance, name: string) =>
		who.inTurn('the same', async () => {
			seen.push(`${name} begins`);
			await wait(60);
			seen.push(`${name} ends`);
		});
	await Promise.all([turn(maintenance, 'one'), turn(other, 'two')]);
	await other.close();
	expect([seen[0]?.replace('begins', 'ends'), seen[2]?.replace('begins', 'ends')]).toEqual([
		seen[1],
		seen[3]
	]);
});

test('a turn ends when its command fails', async () => {
	await expect(maintenance.inTurn('failing', () => Promise.reject(new Error('power cut')))).rejects.toThrow(
		'power cut'
	);
	expect(await maintenance.inTurn('failing', () => Promise.resolve('next'))).toBe('next');
});
