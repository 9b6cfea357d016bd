import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { copyAll, copyIn, RowsRefused } from './copy-in.ts';
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

/** Into a table of two numbers; how many rows there were at the end of the transaction. */
const copied = (rows: Iterable<string>) =>
	maintenance.transaction(async (tx) => {
		await tx`create temporary table numbers (one int, other int) on commit drop`;
		await copyAll(tx, 'numbers', ['one', 'other'], rows);
		const [row] = await tx<{ count: number }[]>`select count(*) as count from numbers`;
		return row?.count;
	});

test('takes all rows, or none at all', async () => {
	expect(await copied([])).toBe(0);
	expect(await copied(['1\t2\n3', '\t4\n'])).toBe(2);
});

test('ends with a refusal, and the connection goes on, whether a bad row is the last or one of many', async () => {
	const many = Array.from({ length: 200 }, () => '1\t2\n'.repeat(5000));
	for (const rows of [['1 2\n'], ['1\t2\n', 'x\t2\n'], ['x\t2\n', ...many]])
		await expect(copied(rows)).rejects.toThrow(RowsRefused);
	expect(await copied(['1\t2\n'])).toBe(1);
});

test('is given up when what brings the rows fails', async () => {
	function* failing() {
		yield '1\t2\n';
		throw new Error('the disk cannot be read');
	}
	await expect(copied(failing())).rejects.toThrow('the disk cannot be read');
	await maintenance.transaction(async (tx) => {
		await tx`create temporary table numbers (one int, other int) on commit drop`;
		const into = await copyIn(tx, 'numbers', ['one', 'other']);
		await into.write('1\t2\n');
		await into.end();
		into.abort();
		expect(await tx`select from numbers`).toHaveLength(1);
	});
});
