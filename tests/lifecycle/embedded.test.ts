import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	statSync,
	utimesSync,
	writeFileSync,
	rmSync
} from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
	AlreadyRunning,
	openEmbedded,
	type Embedded,
	type EmbeddedOptions
} from '#platform/postgres/embedded.ts';
import { isAlive } from '#platform/postgres/postmaster.ts';
import { connect } from '#platform/postgres/url.ts';
import { asRoot, clusterOf, dataFolder, newDataFolder, serverOf } from '#support/program.ts';

async function open(dataDir: string, options: Partial<EmbeddedOptions> = {}): Promise<Embedded> {
	const database = await openEmbedded({ dataDir, role: 'guest', environment: process.env, ...options });
	onTestFinished(() => database.close());
	return database;
}

async function query<T>(database: Embedded, text: string): Promise<T[]> {
	const sql = connect(database.url, { max: 1, onnotice: () => undefined });
	try {
		return (await sql.unsafe(text)) as unknown as T[];
	} finally {
		await sql.end();
	}
}

const remember = (database: Embedded) =>
	query(database, "create table if not exists kept as select 'kept' as word");
const remembered = async (database: Embedded) =>
	(await query<{ word: string }>(database, 'select word from kept'))[0]?.word;

let made: string;
beforeAll(async () => {
	const { folder, remove } = newDataFolder();
	made = folder;
	const database = await openEmbedded({ dataDir: made, role: 'guest', environment: process.env });
	await remember(database);
	await database.close();
	return remove;
});

/** A data folder whose database was in use before, and remembers it. */
function usedFolder(): string {
	const folder = dataFolder();
	execFileSync('cp', ['-a', join(made, 'postgresql'), folder]);
	return folder;
}

/** A process that has nothing to do with any database. */
function stranger(): number {
	const child = spawn('sleep', ['60'], { stdio: 'ignore' });
	onTestFinished(() => void child.kill('SIGKILL'));
	return child.pid ?? 0;
}

describe('the embedded database', () => {
	it('is made once, speaks UTF-8, syncs to disk, listens on no network, and ends with its last user', async () => {
		const dataDir = dataFolder();
		const first = await open(dataDir);
		const [facts] = await query(
			first,
			`select current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
			current_setting('listen_addresses') as network, current_setting('log_min_messages') as log, lower('ÄÖ') as lower, current_database() as name`
		);
		expect(facts).toEqual({
			encoding: 'UTF8',
			fsync: 'on',
			network: '',
			log: 'log',
			lower: 'äö',
			name: 'hub'
		});
		await remember(first);
		await first.close();
		expect(serverOf(dataDir)).toBeNull();

		const second = await open(dataDir);
		expect(await remembered(second)).toBe('kept');
		expect(second.started).toBe(true);
	});

	it('lets nobody but its user through to the socket', async () => {
		const dataDir = usedFolder();
		const database = await open(dataDir);
		expect(statSync(join(dataDir, 'postgresql/socket')).mode & 0o777).toBe(0o700);
		expect(statSync(clusterOf(dataDir)).mode & 0o777).toBe(0o700);
		const environment = readFileSync(`/proc/${database.pid}/environ`, 'latin1').split('\0').filter(Boolean);
		expect(environment.map((line) => line.split('=')[0]).sort()).toEqual(['LC_ALL', 'PATH', 'TZ']);
	});

	it('is one server for all who come at once to an empty folder, node-postgres included', async () => {
		const dataDir = dataFolder();
		const all = await Promise.all([open(dataDir), open(dataDir), open(dataDir, { role: 'app' })]);
		expect(new Set(all.map(({ pid }) => pid)).size).toBe(1);
		const client = new Client({ connectionString: all[0].url });
		await client.connect();
		expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
		await client.end();

		await all[2].close();
		await all[0].close();
		expect(serverOf(dataDir)).toBe(all[1].pid);
		await all[1].close();
		expect(serverOf(dataDir)).toBeNull();
		expect(readdirSync(join(dataDir, 'postgresql')).sort()).toEqual(['17', 'server.log', 'socket']);
	});

	it('has one app at a time; the second hears who is there, and the first notices nothing', async () => {
		const dataDir = usedFolder();
		const app = await open(dataDir, { role: 'app' });
		const second = open(dataDir, { role: 'app' });
		await expect(second).rejects.toThrow(AlreadyRunning);
		await expect(second).rejects.toThrow(`already runs on ${dataDir} (process ${process.pid})`);
		expect(await remembered(await open(dataDir))).toBe('kept');
		await app.close();
		await (await open(dataDir, { role: 'app' })).close();
	});
});

describe('after an accident', () => {
	it('a killed server comes back by itself with everything that was committed', async () => {
		const dataDir = usedFolder();
		const lines: string[] = [];
		const app = await open(dataDir, { role: 'app', say: (line) => lines.push(line) });
		const killed = app.pid;
		process.kill(killed, 'SIGKILL');
		await expect.poll(() => app.pid, { timeout: 20_000 }).not.toBe(killed);
		expect(await remembered(app)).toBe('kept');
		expect(lines).toContain('The connection to the embedded database broke; opening it again.');
		await expect(open(dataDir, { role: 'app' })).rejects.toThrow(AlreadyRunning);
		await app.close();
		expect(serverOf(dataDir)).toBeNull();
	});

	it('a lock file that names a stranger does not stop it', async () => {
		const dataDir = usedFolder();
		const first = await open(dataDir);
		const lock = readFileSync(join(clusterOf(dataDir), 'postmaster.pid'), 'utf8');
		const socketLock = readFileSync(join(dataDir, 'postgresql/socket/.s.PGSQL.5432.lock'), 'utf8');
		await first.close();
		const pid = stranger();
		writeFileSync(join(clusterOf(dataDir), 'postmaster.pid'), lock.replace(/^\d+/, String(pid)));
		writeFileSync(
			join(dataDir, 'postgresql/socket/.s.PGSQL.5432.lock'),
			socketLock.replace(/^\d+/, String(pid))
		);
		writeFileSync(join(dataDir, 'postgresql/socket/.s.PGSQL.5432'), '');

		expect(await remembered(await open(dataDir))).toBe('kept');
		expect(isAlive(pid)).toBe(true);
	});

	it('a lock file and a socket of a dead server do not stop it', async () => {
		const dataDir = usedFolder();
		const first = await open(dataDir);
		const lock = readFileSync(join(clusterOf(dataDir), 'postmaster.pid'), 'utf8');
		await first.close();
		const child = spawn('true');
		await once(child, 'exit');
		writeFileSync(join(clusterOf(dataDir), 'postmaster.pid'), lock.replace(/^\d+/, String(child.pid)));
		writeFileSync(join(dataDir, 'postgresql/socket/.s.PGSQL.5432'), '');
		expect(await remembered(await open(dataDir))).toBe('kept');
	});

	it('half-made folders are cleared away: the makers are dead, and nothing was in them', async () => {
		const dataDir = dataFolder();
		const folder = join(dataDir, 'postgresql');
		mkdirSync(join(folder, '17.new-4194999-abcd/base'), { recursive: true });
		utimesSync(join(folder, '17.new-4194999-abcd'), 0, 0);
		mkdirSync(join(folder, '17/base'), { recursive: true });
		if (asRoot) chmodSync(folder, 0o711);
		const lines: string[] = [];
		const database = await open(dataDir, { say: (line) => lines.push(line) });
		await remember(database);
		expect(existsSync(join(folder, '17.new-4194999-abcd'))).toBe(false);
		expect(lines.join()).toMatch(/held no database; moved what was there to .*17\.unknown-/);
	});

	it('a damaged database is refused, never replaced by an empty one', async () => {
		const dataDir = usedFolder();
		rmSync(join(clusterOf(dataDir), 'global/pg_control'));
		await expect(open(dataDir)).rejects.toThrow(/is damaged.*Restore a backup/);
		expect(existsSync(join(clusterOf(dataDir), 'base'))).toBe(true);
	});

	it('settings that PostgreSQL refuses are said in its own words', async () => {
		const dataDir = usedFolder();
		await expect(open(dataDir, { settings: { shared_buffers: 'much' } })).rejects.toThrow(
			/does not start:.*shared_buffers/s
		);
	});
});

describe('wherever the data lies', () => {
	it('a path too long for a socket gets a short private folder, which others find and the last removes', async () => {
		const dataDir = join(dataFolder(), 'a'.repeat(90), 'ü ,"%');
		const first = await open(dataDir);
		await remember(first);
		const second = await open(dataDir);
		expect(second.pid).toBe(first.pid);
		expect(await remembered(second)).toBe('kept');
		const socketFolder = decodeURIComponent(new URL(first.url).hostname);
		expect(socketFolder.length).toBeLessThan(90);
		expect(statSync(socketFolder).mode & 0o777).toBe(0o700);
		process.kill(first.pid, 'SIGKILL');
		await expect.poll(() => remembered(first).catch(() => null), { timeout: 20_000 }).toBe('kept');
		await Promise.all([first.close(), second.close()]);
		expect(existsSync(socketFolder)).toBe(false);
	});

	it.skipIf(!asRoot)(
		'root in a closed home: the way is opened by search bits alone, each one said (skipped unless root)',
		async () => {
			const home = join(dataFolder(), 'home');
			mkdirSync(join(home, 'app/data'), { recursive: true });
			chmodSync(home, 0o700);
			chmodSync(join(home, 'app'), 0o750);
			const lines: string[] = [];
			const database = await open(join(home, 'app/data'), { say: (line) => lines.push(line) });
			expect(await query(database, 'select 1 as one')).toEqual([{ one: 1 }]);
			expect(statSync(home).mode & 0o777).toBe(0o701);
			expect(statSync(join(home, 'app')).mode & 0o777).toBe(0o751);
			expect(lines).toHaveLength(2);
			expect(lines.join()).toContain(`pass through ${home}: added its search permission, nothing else`);
			expect(readFileSync(`/proc/${database.pid}/status`, 'utf8')).toMatch(/^Uid:\t(?!0\t)/m);
			expect(readFileSync(`/proc/${database.pid}/status`, 'utf8')).toMatch(/^Groups:\s*$/m);
		}
	);
});
