import type { Database } from '#platform/database/database.ts';
import type { Gauge } from '#platform/metrics.ts';
import * as sql from './metrics-sql.ts';

/** What waits in the database, of all organizations, for an operator's monitoring: numbers alone. Rejects when it cannot be asked. */
export async function waitingGauges(database: Database): Promise<Gauge[]> {
	const { counts, jobs } = await database.transaction(
		'hub_worker',
		{},
		async (tx) => {
			const [counts, jobs] = await Promise.all([sql.waiting(tx), sql.jobs(tx)]);
			return { counts, jobs };
		},
		'read only'
	);
	const byState = (name: string, help: string, states: Record<string, number>): Gauge[] =>
		Object.entries(states).map(([state, value]) => ({ name, help, value, labels: { state } }));
	return [
		...byState(
			'hub_jobs',
			'Jobs of the queue that are not done; those that failed are not tried again.',
			jobs
		),
		...byState('hub_outbox_mails', 'Mails of the outbox that have not left.', {
			queued: counts.mailsQueued,
			failed: counts.mailsFailed
		}),
		...byState('hub_deletion_requests', 'Customers who wait to be deleted; overdue after one month.', {
			pending: counts.requestsPending,
			overdue: counts.requestsOverdue
		}),
		{
			name: 'hub_erasures_unfinished',
			help: 'Deletions whose files or ledger line are still to be done.',
			value: counts.erasuresUnfinished
		}
	];
}
