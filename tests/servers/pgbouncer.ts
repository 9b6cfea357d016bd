import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { freePort } from './processes.ts';
import { startPostgreSQL } from './postgresql.ts';

/** Vitest's global set-up: the database tests, whose app connects through pgbouncer in transaction mode. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const server = await startPostgreSQL();
	const port = await freePort();
	const conf = join(server.folder, 'pgbouncer.ini');
	const users = join(server.folder, 'users.txt');
	await writeFile(users, `"postgres" "${server.password}"\n`);
	await writeFile(
		conf,
		`[databases]
* = host=${server.host} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
auth_user = postgres
auth_query = select usename, passwd from pg_shadow where usename = $1
pool_mode = transaction
default_pool_size = 2
max_client_conn = 500
server_idle_timeout = 5
`
	);
	await server.processes.start('/usr/sbin/pgbouncer', [conf], port, server.account);
	project.provide('databaseServer', server.url);
	project.provide('databasePooler', `127.0.0.1:${port}`);
	return () => server.stop();
}
