import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import type { Tx } from './database.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
	fresh = await freshDatabase();
	// The app connects after this; PostgreSQL would look for a deadlock only after a second.
	await fresh.owner.unsafe(`alter database ${fresh.name} set deadlock_timeout = '10ms'`);
});
afterAll(() => fresh.drop());

const lock = (tx: Tx, key: number) => tx`select pg_advisory_xact_lock(${key})`;
const says = (tx: Tx, code: string) =>
	tx.unsafe(`do $$ begin raise exception 'the server says so' using errcode = '${code}'; end $$`);

describe('a transaction in whose way others are', () => {
	it('runs again when it and another one wait for each other, and both come to their end', async () => {
		let runs = 0;
		let arrived = 0;
		let go: () => void = () => undefined;
		const both = new Promise<void>((resolve) => (go = resolve));
		const taking = (first: number, second: number) =>
			fresh.database.transaction('hub_member', {}, async (tx) => {
				runs++;
				await lock(tx, first);
				if (++arrived === 2) go();
				await both;
				await lock(tx, second);
				return first;
			});
		expect(await Promise.all([taking(1, 2), taking(2, 1)])).toEqual([1, 2]);
		expect(runs, 'one of them twice').toBe(3);
	});

	it.each(['40P01', '40001'])('gives up after the third time: %s', async (code) => {
		let runs = 0;
		const work = fresh.database.transaction('hub_member', {}, async (tx) => {
			runs++;
			await Promise.all([says(tx, code), lock(tx, 3)]);
		});
		await expect(work).rejects.toMatchObject({ code });
		expect(runs).toBe(3);
	});

	it('runs once when anything else is wrong', async () => {
		let runs = 0;
		const work = fresh.database.transaction('hub_member', {}, async (tx) => {
			runs++;
			await says(tx, '23505');
		});
		await expect(work).rejects.toMatchObject({ code: '23505' });
		expect(runs).toBe(1);
	});
});
