import { spawn } from 'node:child_process';
import { closeSync, copyFileSync, fstatSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { cannotRun, holdsCluster, makeCluster, superuser } from './cluster.ts';
import { dropShortFolder, socketFolderFor, type Place } from './place.ts';
import { anyoneWorksIn, clearMisleadingLocks, readPostmaster, worksIn } from './postmaster.ts';
import { socketUrl } from './url.ts';

/** A server that answers, or did a moment ago. */
export type Server = { url: string; pid: number; socketFolder: string; started: boolean };

const largestLog = 2 ** 20;
const patience = {
	silence: 3000,
	recovery: 600_000,
	startTries: 5,
	leftOverBackends: 15_000,
	fastStop: 60_000
};

/** What must hold whatever `postgresql.conf` says: no network, and no personal data in the log. */
const fixedSettings = {
	listen_addresses: '',
	port: '5432',
	unix_socket_permissions: '0700',
	logging_collector: 'off',
	log_destination: 'stderr',
	log_line_prefix: '%m [%p] ',
	log_min_messages: 'log',
	log_min_error_statement: 'panic',
	log_error_verbosity: 'terse',
	log_statement: 'none',
	log_checkpoints: 'off'
};

/**
 * Finds the server of this place at work, or makes the cluster when there is none and starts one. PostgreSQL itself
 * decides between processes that do so at once: one server runs and everyone gets it. `settings` are added to the
 * server's command line when it is started here.
 */
export async function reachServer(
	place: Place,
	settings: Record<string, string>,
	say: (line: string) => void
): Promise<Server> {
	const begun = Date.now();
	let tries = 0;
	for (;;) {
		const running = readPostmaster(place.dataFolder);
		if (running && worksIn(running.pid, place.dataFolder)) {
			if (running.status === 'ready' && running.socketFolder)
				return serverAt(running.socketFolder, running.pid, false);
			if (Date.now() - begun > patience.recovery)
				throw new Error(
					`The database server in ${place.dataFolder} does not become ready; see ${place.logFile}.`
				);
			await wait(Date.now() - begun < 1000 ? 3 : 50);
			continue;
		}
		if (!holdsCluster(place.dataFolder))
			await makeCluster(place.dataFolder, place.programs, place.account, say);
		const outcome = await start(place, settings, say);
		if (typeof outcome === 'object') return outcome;
		tries += 1;
		const backendsRemain = anyoneWorksIn(place.dataFolder) && Date.now() - begun < patience.leftOverBackends;
		if (tries >= patience.startTries && !backendsRemain)
			throw new Error(
				`The embedded database does not start: ${outcome.trim() || 'it said nothing'} (${place.logFile})`
			);
		await wait(Math.min(10 * 2 ** tries, 250));
	}
}

function serverAt(socketFolder: string, pid: number, started: boolean): Server {
	return { url: socketUrl(socketFolder, superuser, 'postgres'), pid, socketFolder, started };
}

/** Starts a server in its own process group; answers it once it is ready, or what it said when it ended instead. */
async function start(
	place: Place,
	settings: Record<string, string>,
	say: (line: string) => void
): Promise<Server | string> {
	const { dataFolder, account, programs } = place;
	const socketFolder = socketFolderFor(place);
	clearMisleadingLocks(dataFolder, socketFolder);
	limitLog(place.logFile);
	const log = openSync(place.logFile, 'a', 0o600);
	const logged = fstatSync(log).size;
	const all = Object.entries({ unix_socket_directories: socketFolder, ...fixedSettings, ...settings });
	try {
		const child = spawn(
			programs.postgres,
			['-D', dataFolder, ...all.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
			{
				cwd: '/',
				detached: true,
				env: programs.environment,
				stdio: ['ignore', log, log],
				...(account && { uid: account.uid, gid: account.gid })
			}
		);
		const slow = setTimeout(() => say('The database recovers from its last, unclean end.'), patience.silence);
		let failure: Error | null = null;
		child.once('error', (error) => (failure = error));
		while (child.exitCode === null && child.signalCode === null) {
			if (failure) throw new Error(cannotRun(programs.postgres, failure), { cause: failure });
			const state = readPostmaster(dataFolder);
			if (state?.pid === child.pid && state?.status === 'ready') {
				child.unref();
				clearTimeout(slow);
				return serverAt(socketFolder, state.pid, true);
			}
			await wait(2);
		}
		clearTimeout(slow);
		if (readPostmaster(dataFolder)?.socketFolder !== socketFolder) dropShortFolder(socketFolder);
		return readFileSync(place.logFile).subarray(logged).toString();
	} finally {
		closeSync(log);
	}
}

/** Keeps the server's log under a megabyte, with one older megabyte beside it; the server keeps writing meanwhile. */
export function limitLog(logFile: string): void {
	if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) <= largestLog) return;
	copyFileSync(logFile, `${logFile}.1`);
	truncateSync(logFile);
}

/**
 * Ends the server (fast shutdown: open transactions are rolled back, everything committed is kept) and answers once
 * it is gone. A server that does not end within a minute is stopped hard; it then recovers at its next start.
 */
export async function stopServer(place: Place, server: Server): Promise<void> {
	const begun = Date.now();
	signal(server.pid, 'SIGINT');
	let hard = false;
	while (worksIn(server.pid, place.dataFolder)) {
		if (!hard && Date.now() - begun > patience.fastStop) {
			hard = true;
			signal(server.pid, 'SIGQUIT');
		}
		await wait(3);
	}
	dropShortFolder(server.socketFolder);
}

function signal(pid: number, name: NodeJS.Signals): void {
	try {
		process.kill(pid, name);
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
	}
}
