import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from '#platform/config.ts';
import type { Handler, HttpServer } from '#platform/http-server.ts';
import { openLog } from '#platform/log.ts';
import { awaitEnding, drainLimit, type Ending } from './ending.ts';
import { firstRun } from './first-run.ts';
import type { Jobs } from './jobs.ts';
import type { MailboxReaders } from './mailboxes.ts';
import { keepCompiled } from './launcher/bundle.js';
import { openInstance, readSettings, type Opened } from './open.ts';
import { listen, mustListen } from './serve.ts';

/** The web application: what answers, and how to let go of it. */
export type Web = { handler: Handler; close(): Promise<void> };

export type AppOptions = {
	root: string;
	env: NodeJS.ProcessEnv;
	/** Runs while the database gets ready; what it answers is called once requests can be taken. */
	prepare: (config: Config) => Promise<(server: HttpServer) => Promise<Web>>;
};

const jobsWait = 250;

/**
 * Everything in one process: database, web application, jobs, demo. Prints how to get in once all of it works, serves
 * until it is asked to end, and answers the exit code after everything that it started has ended.
 */
export async function runApp(options: AppOptions): Promise<number> {
	const log = openLog();
	const ending = awaitEnding(log);
	const config = await readSettings(options.env);
	await mustListen(config);
	const { root, env } = options;
	const onLost = (error: Error): void => {
		log.error('The database is gone.', { error });
		ending.ask(1);
	};
	// The server's process begins within this call; what is loaded next is loaded while it gets ready.
	const opening = openInstance({ root, env, config, role: 'app', connections: 10, log, onLost });
	const prepared = options.prepare(config);
	// Met below, unless the database fails first.
	prepared.catch(() => undefined);
	const opened = await opening;
	try {
		if (ending.begun) return await ending.asked;
		return await serve(prepared, opened, ending);
	} finally {
		await opened.close();
	}
}

async function serve(
	prepared: ReturnType<AppOptions['prepare']>,
	opened: Opened,
	ending: Ending
): Promise<number> {
	const { config } = opened.instance;
	let ready = false;
	const server = await listen(opened.instance, () => ready);
	// At once, whatever is still being started: who asks for the end gets no more visitors.
	const drained = ending.asked.then(() => server.drain(drainLimit));
	let web: Web | null = null;
	let jobs: Jobs | null = null;
	let mailboxes: MailboxReaders | null = null;
	try {
		web = await (await prepared)(server);
		server.handle(web.handler);
		const lines = ending.begun ? [] : await firstRun(opened);
		if (!ending.begun) {
			console.log([`Customer Hub is ready: ${config.origin}`, ...lines].join('\n'));
			ready = true;
			// Loading the queue's library blocks for a tenth of a second: the first visitors come before the first jobs.
			await Promise.race([wait(jobsWait), ending.asked]);
			keepCompiled();
		}
		if (!ending.begun) jobs = (await import('./jobs.ts')).startJobs(opened);
		if (!ending.begun) mailboxes = (await import('./mailboxes.ts')).startMailboxes(opened);
		return await ending.asked;
	} finally {
		await Promise.all([ending.begun ? drained : server.drain(0), jobs?.stop(), mailboxes?.stop()]);
		await web?.close();
		// Lets answers that were just ended leave before the pools close under their last statements.
		await wait(0);
	}
}
