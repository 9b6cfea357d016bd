import { EventEmitter } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { run, Logger, type JobHelpers, type Runner, type WorkerEvents } from 'graphile-worker';
import { Pool } from 'pg';
import { deliverQueued } from '#hub/messages/waiting.ts';
import { deliverWaiting } from '#hub/outbox/deliver.ts';
import { vacuumAfterErasures } from '#hub/privacy/vacuum.ts';
import { schedule, tasks, type Task } from '#hub/tasks.ts';
import type { Log } from '#platform/log.ts';
import { drainLimit } from './ending.ts';
import { claimAs, freeJobsOfTheDead } from './job-claims.ts';
import type { Opened } from './open.ts';

export type Jobs = {
	/** Resolves once the queue is being worked on for the first time, or `stop` was called. */
	started: Promise<void>;
	/** Takes no more jobs, and resolves when those under way have ended or the time is over. */
	stop(): Promise<void>;
};

const atOnce = 4;
const pauses = { least: 500, most: 30_000 };
/** Milliseconds between two looks for jobs whose worker was killed. */
const rounds = 15_000;

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
			let leave: () => void = () => undefined;
			try {
				({ runner, leave } = await begin(opened, pool));
				pause = pauses.least;
				settle();
				if (stopping.signal.aborted) await halt(runner);
				await runner.promise;
				if (!stopping.signal.aborted) log.warn('The job queue stopped; beginning again soon.');
			} catch (error) {
				if (!stopping.signal.aborted) log.error('The job queue stopped; beginning again soon.', { error });
			} finally {
				runner = null;
				leave();
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
	const pool = new Pool({ connectionString: directUrl, options: '-c role=hub_worker', max: atOnce + 3 });
	const lost = (error: Error): void => instance.log.warn('The job queue lost a connection.', { error });
	pool.on('error', lost);
	pool.on('connect', (client) => client.on('error', lost));
	return pool;
}

type Work = { runner: Runner; /** Once it has ended. */ leave: () => void };

/** Work that needs the login of migrations, which no request and no other job comes by. */
const ownersTasks = ({ ownerUrl }: Opened): Record<string, Task> => ({
	vacuum_after_erasures: () => vacuumAfterErasures(ownerUrl)
});

async function begin(opened: Opened, pool: Pool): Promise<Work> {
	const { instance } = opened;
	let name = '';
	const events: WorkerEvents = new EventEmitter();
	events.once('pool:create', ({ workerPool }) => (name = workerPool.id));
	const runner = await run({
		pgPool: pool,
		taskList: Object.fromEntries(
			Object.entries({ ...tasks, ...ownersTasks(opened) }).map(([name, task]) => [
				name,
				(payload: unknown, { job }: JobHelpers) => task(payload, job.id)
			])
		),
		crontab: schedule.join('\n'),
		concurrency: atOnce,
		noHandleSignals: true,
		events,
		gracefulShutdownAbortTimeout: drainLimit,
		logger: new Logger(() => (level, message, about) => write(instance.log, level, message, about))
	});
	let leave: () => void = () => undefined;
	try {
		leave = await watch(instance.log, pool, name, () => void halt(runner).catch(() => undefined));
		// What waited while nothing was set up to carry it leaves now.
		await deliverWaiting(instance);
		await deliverQueued(instance, 'email');
		await deliverQueued(instance, 'whatsapp');
	} catch (error) {
		await halt(runner);
		leave();
		throw error;
	}
	return { runner, leave };
}

/** Shows that the worker of this name lives, and looks for jobs of those that do not. Resolves with what ends both. */
async function watch(log: Log, pool: Pool, name: string, lost: () => void): Promise<() => void> {
	const leave = await claimAs(pool, name, lost);
	let left = false;
	async function look(): Promise<void> {
		try {
			const dead = await freeJobsOfTheDead(pool);
			if (dead.length) log.info('Jobs of a worker that was killed begin again.', { workers: dead.length });
		} catch (error) {
			if (!left) log.warn('Jobs of killed workers could not be looked for.', { error });
		}
	}
	const clock = setInterval(() => void look(), rounds).unref();
	void look();
	return () => {
		left = true;
		clearInterval(clock);
		leave();
	};
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

/** What the library tells of a job that failed; its message holds the error's own words, which may quote what people wrote. */
type About = { failure?: boolean; job?: { task_identifier: string; attempts: number }; error?: unknown };

function write(log: Log, level: string, message: string, about: About = {}): void {
	if (about.failure && about.job)
		log.error('A job failed.', {
			task: about.job.task_identifier,
			attempt: about.job.attempts,
			error: about.error instanceof Error ? about.error : new Error('no error was given')
		});
	else if (level === 'error') log.error(message);
	else if (level === 'warning') log.warn(message);
	else log.debug(message);
}
