import type { Pool } from 'pg';

/** Seconds: whoever took a job longer ago than this has had the time to say that it lives. */
const YOUNG = 5;

/** The name under which graphile-worker marks the jobs that it took (`locked_by`), as a lock of a database session. */
const lockOf = `hashtextextended('jobs of ' || $1, 0)`;

/**
 * Says that the worker of this name lives, for as long as the connection does: a lock that PostgreSQL itself lets go of when
 * the process is killed. `lost` is called when the connection breaks, after which others may take the worker's jobs.
 * Resolves with what ends it.
 */
export async function claimAs(pool: Pool, worker: string, lost: () => void): Promise<() => void> {
	const client = await pool.connect();
	let ended = false;
	// It speaks twice: first what the server says, then that it is gone.
	client.on('error', () => {
		if (!ended) lost();
		ended = true;
	});
	try {
		await client.query(`select pg_advisory_lock(${lockOf})`, [worker]);
	} catch (error) {
		client.release(true);
		throw error;
	}
	return () => {
		ended = true;
		client.release(true);
	};
}

/**
 * Gives jobs back to the queue whose worker was killed. graphile-worker would leave them alone for four hours: a mail on its
 * way at that moment would be that late. Answers the names of the dead.
 */
export async function freeJobsOfTheDead(pool: Pool): Promise<string[]> {
	const { rows } = await pool.query<{ worker: string }>(
		`with claims as materialized (
			select distinct locked_by from graphile_worker._private_jobs where locked_at < now() - make_interval(secs => $1))
		select locked_by as worker from claims where pg_try_advisory_xact_lock(${lockOf.replace('$1', 'locked_by')})`,
		[YOUNG]
	);
	const dead = rows.map(({ worker }) => worker);
	if (dead.length) await pool.query('select graphile_worker.force_unlock_workers($1)', [dead]);
	return dead;
}
