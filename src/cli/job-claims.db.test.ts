import { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { claimAs, freeJobsOfTheDead } from './job-claims.ts';

let fresh: FreshDatabase;
let pool: Pool;
beforeAll(async () => {
	fresh = await freshDatabase();
	pool = new Pool({ connectionString: fresh.appUrl, options: '-c role=hub_worker', max: 4 });
	pool.on('error', () => undefined);
});
afterAll(async () => {
	await pool.end();
	await fresh.drop();
});

/** A job that this worker took so many seconds ago. */
async function taken(worker: string, seconds: number): Promise<void> {
	await fresh.owner`select graphile_worker.add_job('tidy_sign_in', job_key => ${worker})`;
	await fresh.owner`update graphile_worker._private_jobs set locked_by = ${worker}, attempts = 1,
		locked_at = now() - make_interval(secs => ${seconds}) where key = ${worker}`;
}
const holderOf = async (worker: string) => {
	const [row] = await fresh.owner<{ holder: string | null }[]>`
		select locked_by as holder from graphile_worker._private_jobs where key = ${worker}`;
	return row?.holder;
};

describe('a job that a worker took', () => {
	it('is left to a worker that lives, whoever looks', async () => {
		const leave = await claimAs(pool, 'living', () => undefined);
		await taken('living', 3600);
		expect(await freeJobsOfTheDead(pool)).toEqual([]);
		expect(await holderOf('living')).toBe('living');
		leave();
		await expect.poll(() => freeJobsOfTheDead(pool)).toEqual(['living']);
		expect(await holderOf('living')).toBeNull();
	});

	it('goes back to the queue when its worker was killed, and not before anybody could know', async () => {
		await taken('killed', 60);
		await taken('just begun', 0);
		expect(await freeJobsOfTheDead(pool)).toEqual(['killed']);
		expect(await holderOf('killed')).toBeNull();
		expect(await holderOf('just begun')).toBe('just begun');
	});

	it('is given up by a worker whose connection breaks, which gets to know', async () => {
		const lost = vi.fn();
		const leave = await claimAs(pool, 'cut off', lost);
		await taken('cut off', 60);
		await fresh.owner`select pg_terminate_backend(pid) from pg_locks
			where locktype = 'advisory' and pid <> pg_backend_pid() and database = (select oid from pg_database where datname = current_database())`;
		await expect.poll(() => lost.mock.calls.length).toBe(1);
		await expect.poll(() => freeJobsOfTheDead(pool)).toEqual(['cut off']);
		leave();
	});
});
