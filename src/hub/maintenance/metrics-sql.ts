import type { Tx } from '#platform/database/database.ts';

export type Waiting = {
	mailsQueued: number;
	mailsFailed: number;
	erasuresUnfinished: number;
	requestsPending: number;
	requestsOverdue: number;
};

/** Across organizations, through the gate. */
export async function waiting(tx: Tx): Promise<Waiting> {
	const [row] = await tx<[Waiting]>`
		select mails_queued as "mailsQueued", mails_failed as "mailsFailed", erasures_unfinished as "erasuresUnfinished",
			deletion_requests_pending as "requestsPending", deletion_requests_overdue as "requestsOverdue"
		from gate.counts()`;
	return row;
}

export type Jobs = { ready: number; planned: number; running: number; failed: number };

export async function jobs(tx: Tx): Promise<Jobs> {
	const [row] = await tx<[Jobs]>`
		select (count(*) filter (where locked_at is null and attempts < max_attempts and run_at <= now()))::int as ready,
			(count(*) filter (where locked_at is null and attempts < max_attempts and run_at > now()))::int as planned,
			(count(*) filter (where locked_at is not null))::int as running,
			(count(*) filter (where locked_at is null and attempts >= max_attempts))::int as failed
		from graphile_worker.jobs`;
	return row;
}
