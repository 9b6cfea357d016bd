import { randomBytes } from 'node:crypto';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort, Processes, run } from './processes.ts';

/** Debian's PostgreSQL; one major version a release of Debian. */
export const PROGRAMS = '/usr/lib/postgresql/15/bin';

export type Account = { uid: number; gid: number };

export type PostgreSQL = {
	/** The superuser's address. */
	url: string;
	host: string;
	port: number;
	password: string;
	/** Who the servers run as. */
	account: Account | undefined;
	folder: string;
	processes: Processes;
	stop(): Promise<void>;
};

/** PostgreSQL and pgbouncer refuse to run as root; Debian makes an account for them. */
async function account(): Promise<Account | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).trim());
	return { uid: await id('-u'), gid: await id('-g') };
}

/** A throw-away server on the loopback address, with passwords, as one that a hosting company would offer. */
export async function startPostgreSQL(): Promise<PostgreSQL> {
	const folder = await mkdtemp(join(tmpdir(), 'hub-postgresql-'));
	const processes = new Processes(join(folder, 'log'));
	const as = await account();
	const password = randomBytes(16).toString('hex');
	const secret = join(folder, 'password');
	await writeFile(secret, password);
	if (as) for (const path of [folder, secret]) await chown(path, as.uid, as.gid);
	const data = join(folder, 'data');
	const setup = ['-D', data, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8'];
	await run(`${PROGRAMS}/initdb`, [...setup, '--locale=C.UTF-8', '--no-sync'], as);
	const port = await freePort();
	const settings = {
		fsync: 'off',
		listen_addresses: '127.0.0.1',
		unix_socket_directories: '',
		max_connections: '300'
	};
	const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
	await processes.start(`${PROGRAMS}/postgres`, ['-D', data, '-p', String(port), ...flags], port, as);
	return {
		url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
		host: '127.0.0.1',
		port,
		password,
		account: as,
		folder,
		processes,
		async stop() {
			await processes.stop();
			await rm(folder, { recursive: true, force: true });
		}
	};
}

/** Vitest's global set-up: the database tests on Debian's PostgreSQL. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const server = await startPostgreSQL();
	project.provide('databaseServer', server.url);
	return () => server.stop();
}
