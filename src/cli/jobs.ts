import { Pool } from 'pg';
import { deliverWaiting } from '#hub/outbox/deliver.ts';
import { schedule, tasks } from '#hub/tasks.ts';
import type { Log } from '#platform/log.ts';
import type { Opened } from './open.ts';
import { drainLimit } from './ending.ts';

export type Jobs = {
	/** Takes no more jobs, and resolves when those under way have ended or the time is over. */
	stop(): Promise<void>;
};

const atOnce = 4;

/** Works on the queue, as `hub_worker`, over a connection past any pooler because it listens for new jobs. */
export async function startJobs({ directUrl, instance }: Opened): Promise<Jobs> {
	const { Logger, run } = await import('graphile-worker');
	const { log } = instance;
	const pool = new Pool({ connectionString: directUrl, options: '-c role=hub_worker', max: atOnce + 2 });
	const lost = (error: Error): void => log.warn('The job queue lost a connection.', { error });
	pool.on('error', lost);
	pool.on('connect', (client) => client.on('error', lost));
	const runner = await run({
		pgPool: pool,
		taskList: Object.fromEntries(
			Object.entries(tasks).map(([name, task]) => [name, (payload: unknown) => task(payload)])
		),
		crontab: schedule.join('\n'),
		concurrency: atOnce,
		noHandleSignals: true,
		gracefulShutdownAbortTimeout: drainLimit,
		logger: new Logger(() => (level, message) => write(log, level, message))
	});
	// What waited while no mail server was set leaves now.
	await deliverWaiting(instance);
	return {
		async stop() {
			await runner.stop();
			await pool.end();
		}
	};
}

function write(log: Log, level: string, message: string): void {
	if (level === 'error') log.error(message);
	else if (level === 'warning') log.warn(message);
	else log.debug(message);
}
