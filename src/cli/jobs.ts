import { setTimeout as wait } from 'node:timers/promises';
import { run, Logger, type Runner } from 'graphile-worker';
import { Pool } from 'pg';
import { deliverQueued } from '#hub/messages/waiting.ts';
import { deliverWaiting } from '#hub/outbox/deliver.ts';
import { schedule, tasks } from '#hub/tasks.ts';
import type { Log } from '#platform/log.ts';
import { drainLimit } from './ending.ts';
import type { Opened } from './open.ts';

export type Jobs = {
	/** Resolves once the queue is being worked on for the first time, or `stop` was called. */
	started: Promise<void>;
	/** Takes no more jobs, and resolves when those under way have ended or the time is over. */
	stop(): Promise<void>;
};

const atOnce = 4;
const pauses = { least: 500, most: 30_000 };

/**
 * Works on the queue, as `hub_worker`, over a connection past any pooler because it listens for new jobs. When the database
 * goes away the work begins again after it has come back.
 */
export function startJobs(opened: Opened): Jobs {
	const { log } = opened.instance;
	const stopping = new AbortController();
	let runner: Runner | null = null;
	let settle: () => void = () => undefined;
	const started = new Promise<void>((resolve) => (settle = resolve));

	async function work(): Promise<void> {
		for (let pause = pauses.least; !stopping.signal.aborted; pause = Math.min(pause * 2, pauses.most)) {
			const pool = openPool(opened);
			try {
				runner = await begin(opened, pool);
				pause = pauses.least;
				settle();
				if (stopping.signal.aborted) await halt(runner);
				await runner.promise;
				if (!stopping.signal.aborted) log.warn('The job queue stopped; beginning again soon.');
			} catch (error) {
				if (!stopping.signal.aborted) log.error('The job queue stopped; beginning again soon.', { error });
			} finally {
				runner = null;
				await pool.end();
			}
			await wait(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
		}
	}

	const working = work();
	return {
		started,
		async stop() {
			stopping.abort();
			settle();
			if (runner) await halt(runner);
			await working;
		}
	};
}

function openPool({ directUrl, instance }: Opened): Pool {
	const pool = new Pool({ connectionString: directUrl, options: '-c role=hub_worker', max: atOnce + 2 });
	const lost = (error: Error): void => instance.log.warn('The job queue lost a connection.', { error });
	pool.on('error', lost);
	pool.on('connect', (client) => client.on('error', lost));
	return pool;
}

async function begin({ instance }: Opened, pool: Pool): Promise<Runner> {
	const runner = await run({
		pgPool: pool,
		taskList: Object.fromEntries(
			Object.entries(tasks).map(([name, task]) => [name, (payload: unknown) => task(payload)])
		),
		crontab: schedule.join('\n'),
		concurrency: atOnce,
		noHandleSignals: true,
		gracefulShutdownAbortTimeout: drainLimit,
		logger: new Logger(() => (level, message) => write(instance.log, level, message))
	});
	try {
		// What waited while no mail server was set leaves now.
		await deliverWaiting(instance);
		await deliverQueued(instance, 'email');
	} catch (error) {
		await halt(runner);
		throw error;
	}
	return runner;
}

/** Stops a runner that may just have stopped by itself, which it would take for a fault. */
async function halt(runner: Runner): Promise<void> {
	try {
		await runner.stop();
	} catch (error) {
		if (!(error instanceof Error && error.message === 'Runner is already stopped')) throw error;
		await runner.promise;
	}
}

function write(log: Log, level: string, message: string): void {
	if (level === 'error') log.error(message);
	else if (level === 'warning') log.warn(message);
	else log.debug(message);
}
