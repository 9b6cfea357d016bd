import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from 'postgres';
import { isErrno } from '#platform/errno.ts';
import { preparePlace, type Place } from './place.ts';
import { isAlive } from './postmaster.ts';
import { defaultEdition, type Edition } from './programs.ts';
import { limitLog, reachServer, stopServer, type Server } from './server.ts';
import { connect, withDatabase } from './url.ts';

/** `app`: the one program that serves from this folder. `guest`: a command that uses its database for a while. */
export type Role = 'app' | 'guest';

export type EmbeddedOptions = {
	/** Absolute or relative folder; the cluster lies in its `postgresql/17`. */
	dataDir: string;
	role: Role;
	/** Our own environment; the server sees only where to find programs and libraries. */
	environment: Record<string, string | undefined>;
	/** Hears one line for whatever a person should know. */
	say?: (line: string) => void;
	/** Told when the database went away and could not be had again: the caller should end. */
	onLost?: (error: Error) => void;
	edition?: Edition;
	/** PostgreSQL settings for a server that is started here, such as `fsync`. */
	settings?: Record<string, string>;
};

export type Embedded = {
	/** The superuser's address of the database `hub`, over a Unix socket; for `connect` and for node-postgres. */
	url: string;
	/** Process number of the server. */
	pid: number;
	/** True when this call started the server, false when it found one at work. */
	started: boolean;
	/** Gives the database back; whoever is the last to do so stops the server. Safe to call twice. */
	close(): Promise<void>;
};

/** A second app on one folder; its message is a whole sentence for a person. */
export class AlreadyRunning extends Error {}

const database = 'hub';
/** First key of our advisory locks: "hub" in ASCII. The second says which. */
const lockSpace = 0x687562;
const inUse = 1;
const appRuns = 2;
/** What a server answers, or a socket does, while a server is on its way down or up. */
const passing = [
	'57P01',
	'57P02',
	'57P03',
	'ECONNREFUSED',
	'ECONNRESET',
	'ENOENT',
	'EPIPE',
	'CONNECTION_CLOSED',
	'CONNECTION_ENDED',
	'CONNECTION_DESTROYED'
];
const patience = { reach: 60_000, deadApp: 5_000, logCheck: 3_600_000 };

/**
 * Opens the PostgreSQL that belongs to a data folder: makes it, starts it or joins the one at work. Everyone who
 * uses it holds a shared advisory lock on a connection of its own, which PostgreSQL releases when the process dies;
 * the app holds an exclusive one besides. After a crash of the server it is started again.
 * Throws AlreadyRunning when `role` is `app` and another app has the folder.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<Embedded> {
	const say = options.say ?? (() => undefined);
	const place = preparePlace(options.dataDir, options.edition ?? defaultEdition, options.environment, say);
	let held = await hold(place, options, say, onBroken);
	let reopening: Promise<void> | null = null;
	let closing: Promise<void> | null = null;

	function onBroken(): void {
		if (!closing) reopening = reopen();
	}

	async function reopen(): Promise<void> {
		say('The connection to the embedded database broke; opening it again.');
		try {
			await held.locks.end({ timeout: 0 });
			held = await hold(place, options, say, onBroken);
		} catch (error) {
			if (!(error instanceof Error)) throw error;
			options.onLost?.(error);
		}
	}

	async function close(): Promise<void> {
		await reopening;
		await release(place, held);
	}

	const logCheck = setInterval(() => limitLog(place.logFile), patience.logCheck).unref();
	return {
		url: withDatabase(held.server.url, database),
		get pid() {
			return held.server.pid;
		},
		started: held.server.started,
		close() {
			clearInterval(logCheck);
			closing ??= close();
			return closing;
		}
	};
}

type Held = { server: Server; locks: Sql };

/** Reaches the server and takes our locks, again when the server went down between the two. */
async function hold(
	place: Place,
	options: EmbeddedOptions,
	say: (line: string) => void,
	onBroken: () => void
): Promise<Held> {
	const begun = Date.now();
	for (;;) {
		const server = await reachServer(place, options.settings ?? {}, say);
		let settled = false;
		const locks = connect(server.url, {
			max: 1,
			max_lifetime: null,
			fetch_types: false,
			connect_timeout: 10,
			connection: { application_name: applicationName(options.role) },
			onclose: () => settled && onBroken(),
			onnotice: () => undefined
		});
		try {
			await takeLocks(locks, options);
			settled = true;
			return { server, locks };
		} catch (error) {
			const retry = isErrno(error, ...passing) && Date.now() - begun < patience.reach;
			if (retry) await locks.end({ timeout: 0 });
			else await release(place, { server, locks });
			if (!retry) throw error;
			await wait(5);
		}
	}
}

async function takeLocks(locks: Sql, { role, dataDir }: EmbeddedOptions): Promise<void> {
	const [first] = await locks<{ exists: boolean }[]>`
		select exists (select from pg_database where datname = ${database}) from pg_advisory_lock_shared(${lockSpace}, ${inUse})`;
	if (role === 'app') await takeAppLock(locks, dataDir);
	if (!first?.exists) await createDatabase(locks);
}

async function createDatabase(locks: Sql): Promise<void> {
	try {
		await locks`create database ${locks(database)}`;
	} catch (error) {
		if (!isErrno(error, '42P04', '23505')) throw error;
	}
}

/** A killed app's lock goes with its connection, which may take a moment to be noticed: only a dead holder is waited for. */
async function takeAppLock(locks: Sql, dataDir: string): Promise<void> {
	const begun = Date.now();
	for (;;) {
		const [row] = await locks<{ taken: boolean; holder: string | null }[]>`
			select pg_try_advisory_lock(${lockSpace}, ${appRuns}) as taken, (
				select application_name from pg_locks join pg_stat_activity using (pid)
				where locktype = 'advisory' and classid = ${lockSpace} and objid = ${appRuns} and pg_locks.pid <> pg_backend_pid()
			) as holder`;
		if (row?.taken) return;
		const holder = Number(row?.holder?.split(' ').at(-1)) || null;
		if ((holder !== null && isAlive(holder)) || Date.now() - begun > patience.deadApp)
			throw new AlreadyRunning(
				`Customer Hub already runs on ${dataDir}${holder ? ` (process ${holder})` : ''}: stop it first, or set DATA_DIR to another folder.`
			);
		await wait(10);
	}
}

const applicationName = (role: Role): string => `customer-hub ${role} ${process.pid}`;

/** Releases our locks first and only then asks whether we were the last, so that of several leavers one stops it. */
async function release(place: Place, { server, locks }: Held): Promise<void> {
	let last = false;
	try {
		await locks`select pg_advisory_unlock_all()`;
		const [row] = await locks<
			{ last: boolean }[]
		>`select pg_try_advisory_lock(${lockSpace}, ${inUse}) as last`;
		last = row?.last ?? false;
	} catch (error) {
		if (!isErrno(error, ...passing)) throw error;
	}
	if (last) await stopServer(place, server);
	await locks.end({ timeout: 0 });
}
