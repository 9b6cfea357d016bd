import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, renameSync, linkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isErrno } from '#platform/errno.ts';

/** What a running server writes into `postmaster.pid` (PostgreSQL's miscadmin.h, LOCK_FILE_LINE_*). */
export type Postmaster = { pid: number; socketFolder: string | null; status: string };

/** PostgreSQL's fixed name for the socket of port 5432 in a socket folder. */
export const socketName = '.s.PGSQL.5432';

const pidFile = (dataFolder: string): string => join(dataFolder, 'postmaster.pid');

function readIfThere(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch (error) {
		if (isErrno(error, 'ENOENT', 'ENOTDIR')) return null;
		throw error;
	}
}

/** Reads `postmaster.pid`; null when there is none or it has not been written yet. */
export function readPostmaster(dataFolder: string): Postmaster | null {
	const lines = readIfThere(pidFile(dataFolder))?.split('\n');
	const pid = Math.abs(Number(lines?.[0]));
	if (!lines || !Number.isInteger(pid) || pid === 0) return null;
	return { pid, socketFolder: lines[4] || null, status: (lines[7] ?? '').trim() };
}

/** True when the process exists, whoever owns it. */
export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return isErrno(error, 'EPERM');
	}
}

/** True when process `pid` is a PostgreSQL at work in this data folder. */
export function worksIn(pid: number, dataFolder: string): boolean {
	if (process.platform !== 'linux') return commandOf(pid).includes(dataFolder);
	try {
		const there = statSync(`/proc/${pid}/cwd`);
		const folder = statSync(dataFolder);
		return (
			there.ino === folder.ino &&
			there.dev === folder.dev &&
			readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('postgres')
		);
	} catch (error) {
		if (isErrno(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return false;
		throw error;
	}
}

function commandOf(pid: number): string {
	try {
		return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
	} catch {
		return '';
	}
}

/** True when any PostgreSQL process, a left-over backend included, is at work in this data folder. */
export function anyoneWorksIn(dataFolder: string): boolean {
	if (process.platform !== 'linux') {
		const postmaster = readPostmaster(dataFolder);
		return postmaster !== null && worksIn(postmaster.pid, dataFolder);
	}
	return readdirSync('/proc').some((name) => /^\d+$/.test(name) && worksIn(Number(name), dataFolder));
}

/**
 * Removes lock files that name a living process which is no PostgreSQL of this folder: after a reboot, or in a new
 * container, another program may have the dead server's number, and PostgreSQL would take it for a server. Files
 * that name a dead process are left to PostgreSQL, which also looks for left-over backends in shared memory.
 */
export function clearMisleadingLocks(dataFolder: string, socketFolder: string): void {
	for (const path of [pidFile(dataFolder), join(socketFolder, `${socketName}.lock`)]) {
		const content = readIfThere(path);
		if (content === null) continue;
		const pid = Math.abs(Number.parseInt(content, 10));
		if (!Number.isInteger(pid) || !isAlive(pid) || anyoneWorksIn(dataFolder)) continue;
		removeUnchanged(path, content);
	}
}

/** Removes a file unless someone replaced it since `content` was read; a replacement is put back. */
function removeUnchanged(path: string, content: string): void {
	const aside = `${path}.stale-${process.pid}`;
	try {
		renameSync(path, aside);
		if (readFileSync(aside, 'utf8') !== content) linkSync(aside, path);
		rmSync(aside);
	} catch (error) {
		if (!isErrno(error, 'ENOENT')) throw error;
	}
}
