import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
	appendFileSync,
	chownSync,
	existsSync,
	fsyncSync,
	mkdirSync,
	openSync,
	closeSync,
	readdirSync,
	renameSync,
	rmSync,
	statSync,
	writeFileSync
} from 'node:fs';
import { totalmem } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { isErrno } from '#platform/errno.ts';
import type { Account } from './account.ts';
import { isAlive } from './postmaster.ts';
import type { Programs } from './programs.ts';

/** The name of the superuser, who owns every embedded cluster. */
export const superuser = 'postgres';

const leftOverAge = 60_000;
const megabyte = 2 ** 20;

/** True when the folder holds a whole cluster. Throws when it holds a damaged one, which must not be replaced. */
export function holdsCluster(dataFolder: string): boolean {
	if (!existsSync(join(dataFolder, 'PG_VERSION'))) return false;
	if (existsSync(join(dataFolder, 'global/pg_control'))) return true;
	throw new Error(
		`The database in ${dataFolder} is damaged: its file global/pg_control is missing. ` +
			'Restore a backup, or move the folder away to begin with an empty database.'
	);
}

/**
 * Makes an empty cluster (UTF-8, C.UTF-8 order) in a folder aside and renames it to `dataFolder`, so that a kill in
 * the middle leaves nothing half-made. Of several processes that do so at once, one wins and the others drop theirs.
 */
export async function makeCluster(
	dataFolder: string,
	programs: Programs,
	account: Account | null,
	say: (line: string) => void
): Promise<void> {
	dropLeftOvers(dataFolder);
	setAside(dataFolder, say);
	const fresh = `${dataFolder}.new-${process.pid}-${randomBytes(4).toString('hex')}`;
	mkdirSync(fresh, { mode: 0o700 });
	try {
		if (account) chownSync(fresh, account.uid, account.gid);
		await runInitdb(fresh, programs, account);
		appendFileSync(join(fresh, 'postgresql.conf'), settings());
		writeFileSync(
			join(fresh, 'pg_hba.conf'),
			'# Only over the socket, whose folder only its owner may enter.\nlocal all all trust\n'
		);
		renameSync(fresh, dataFolder);
		syncFolder(dirname(dataFolder));
	} catch (error) {
		rmSync(fresh, { recursive: true, force: true });
		if (!isErrno(error, 'ENOTEMPTY', 'EEXIST') || !holdsCluster(dataFolder)) throw error;
	}
}

function dropLeftOvers(dataFolder: string): void {
	const prefix = `${basename(dataFolder)}.new-`;
	for (const name of readdirSync(dirname(dataFolder))) {
		if (!name.startsWith(prefix)) continue;
		const path = join(dirname(dataFolder), name);
		const maker = Number.parseInt(name.slice(prefix.length), 10);
		const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
		if (!isAlive(maker) && age > leftOverAge) rmSync(path, { recursive: true, force: true });
	}
}

function setAside(dataFolder: string, say: (line: string) => void): void {
	if (!existsSync(dataFolder) || readdirSync(dataFolder).length === 0) return;
	if (holdsCluster(dataFolder)) return;
	const aside = `${dataFolder}.unknown-${new Date().toISOString().replace(/[:.]/g, '-')}`;
	renameSync(dataFolder, aside);
	say(`${dataFolder} held no database; moved what was there to ${aside}.`);
}

function runInitdb(folder: string, programs: Programs, account: Account | null): Promise<void> {
	const locale =
		programs.major >= 17
			? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C']
			: ['--locale=C.UTF-8'];
	const child = spawn(
		programs.initdb,
		['-D', folder, '-U', superuser, '-A', 'trust', '-E', 'UTF8', ...locale, '--no-instructions'],
		{
			cwd: '/',
			env: programs.environment,
			stdio: ['ignore', 'ignore', 'pipe'],
			...(account && { uid: account.uid, gid: account.gid })
		}
	);
	let complaint = '';
	child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
	return new Promise((resolve, reject) => {
		child.once('error', (error) => reject(new Error(cannotRun(programs.initdb, error), { cause: error })));
		child.once('close', (code, signal) => {
			if (code === 0) resolve();
			else reject(new Error(`Could not make the embedded database (${signal ?? code}): ${complaint.trim()}`));
		});
	});
}

/** The sentence for a program that the kernel refuses to start, such as a glibc binary on a musl system. */
export function cannotRun(program: string, error: Error): string {
	return (
		`The embedded PostgreSQL can not be started here (${program}: ${error.message}). ` +
		'It needs a glibc-based Linux or macOS; elsewhere set DATABASE_URL to a PostgreSQL 15 or newer.'
	);
}

/** Settings for one small business on one machine; an operator may change them in `postgresql.conf`. */
function settings(): string {
	const memory = totalmem() / megabyte;
	const shared = Math.round(Math.min(512, Math.max(64, memory / 16)));
	return `
# Customer Hub: sized for a small server when this database was made. Yours to change.
shared_buffers = ${shared}MB
effective_cache_size = ${Math.round(Math.max(256, memory / 2))}MB
work_mem = 8MB
maintenance_work_mem = 64MB
max_connections = 100
max_logical_replication_workers = 0
random_page_cost = 1.1
wal_compression = on
checkpoint_timeout = 15min
timezone = UTC
log_timezone = UTC
`;
}

function syncFolder(folder: string): void {
	const handle = openSync(folder, 'r');
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}
