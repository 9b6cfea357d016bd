import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openEmbedded } from '#platform/postgres/embedded.ts';
import { isAlive } from '#platform/postgres/postmaster.ts';
import { connect } from '#platform/postgres/url.ts';
import { freshDatabase } from '#support/database.ts';
import {
	childrenOf,
	dataFolder,
	newDataFolder,
	ordinaryUser,
	run,
	serverOf,
	signalGroup,
	type Program
} from '#support/program.ts';

const start = ['bin/hub', 'start'];
const databaseOf = (folder: string): number | null => serverOf(join(folder, 'data'));
const status = async (app: Program, path = '/sign-in'): Promise<number> =>
	(await fetch(app.origin + path)).status;

let migrated: string;
beforeAll(async () => {
	const { folder, remove } = newDataFolder();
	migrated = folder;
	const migrate = await run(['bin/hub', 'migrate'], { dataDir: folder });
	expect(await migrate.ended, migrate.output()).toBe(0);
	return remove;
});

/** A data folder whose database has its tables already. */
function usedFolder(): string {
	const folder = dataFolder();
	execFileSync('cp', ['-a', join(migrated, 'data'), folder]);
	return folder;
}

/** How many connections the database serves: a command's first one holds its lock. */
const clientsOf = (folder: string): number =>
	childrenOf(databaseOf(folder) ?? 0).filter((pid) =>
		readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('[local]')
	).length;

/** Waits until somebody listens for new jobs. */
async function jobsListen(folder: string): Promise<boolean> {
	const database = await openEmbedded({
		dataDir: join(folder, 'data'),
		role: 'guest',
		environment: process.env
	});
	const sql = connect(database.url, { max: 1 });
	try {
		await expect
			.poll(() => sql`select from pg_stat_activity where query ilike 'listen %'`.then(({ count }) => count), {
				timeout: 30_000
			})
			.toBeGreaterThan(0);
		return true;
	} finally {
		await sql.end();
		await database.close();
	}
}

/** How many organizations the running database of an app holds; 0 while there is none to ask. */
async function organizations(folder: string): Promise<number> {
	if (databaseOf(folder) === null) return 0;
	const database = await openEmbedded({
		dataDir: join(folder, 'data'),
		role: 'guest',
		environment: process.env
	});
	const sql = connect(database.url, { max: 1 });
	try {
		const [row] = await sql<{ count: number }[]>`select count(*)::int from organizations`;
		return row?.count ?? 0;
	} finally {
		await sql.end();
		await database.close();
	}
}

/** A form whose head the server has taken, and whose body is sent when `finish` is called. */
async function slowRequest(app: Program): Promise<{ finish: () => void; status: Promise<number> }> {
	const body = `email=a@example.com&password=${'x'.repeat(200)}`;
	const headers = {
		'content-type': 'application/x-www-form-urlencoded',
		'content-length': body.length,
		expect: '100-continue',
		origin: app.origin
	};
	const sent = request(`${app.origin}/sign-in`, { method: 'POST', headers });
	const answered = new Promise<number>((resolve, reject) => {
		sent.once('error', reject);
		sent.once('response', (response) => {
			response.resume();
			resolve(response.statusCode ?? 0);
		});
	});
	// Looked at later; until then a failure is nobody's.
	answered.catch(() => undefined);
	sent.flushHeaders();
	await once(sent, 'continue');
	return { finish: () => sent.end(body), status: answered };
}

describe('the end', () => {
	const ways: [string, (npm: Program, app: number) => void][] = [
		['SIGTERM to npm alone', (npm) => void process.kill(npm.pid, 'SIGTERM')],
		['SIGTERM to the app alone', (_, app) => void process.kill(app, 'SIGTERM')],
		['Ctrl+C, which reaches all', (npm) => signalGroup(npm.pid, 'SIGINT')]
	];
	it.each(ways)('%s: the open request is answered, everything ends, with 0', async (_, end) => {
		const folder = usedFolder();
		const npm = await run(['npm', 'start'], { dataDir: folder });
		await npm.ready();
		const [app = 0] = childrenOf(npm.pid);
		const database = databaseOf(folder);
		expect(database).not.toBeNull();
		const slow = await slowRequest(npm);
		end(npm, app);
		await expect.poll(() => npm.output()).toContain('finishing what is under way');
		await wait(100);
		// Again, while it drains: changes nothing.
		signalGroup(npm.pid, 'SIGTERM');
		await expect(fetch(npm.origin)).rejects.toThrow();
		expect(isAlive(app)).toBe(true);
		slow.finish();
		expect(await slow.status).toBeLessThan(500);
		expect(await npm.ended).toBe(0);
		expect(isAlive(app)).toBe(false);
		expect(databaseOf(folder)).toBeNull();
	});

	it('asked to end while it still starts, it ends in good order', async () => {
		const folder = dataFolder();
		const app = await run(start, { dataDir: folder });
		await expect.poll(() => existsSync(join(folder, 'data/postgresql')), { timeout: 30_000 }).toBe(true);
		process.kill(app.pid, 'SIGTERM');
		expect(await app.ended).toBe(0);
		expect(app.output()).not.toContain('is ready');
		expect(databaseOf(folder)).toBeNull();
	});
});

describe('an accident', () => {
	it('a killed app leaves a database that the next one joins, with all data', async () => {
		const folder = usedFolder();
		const first = await run(start, { dataDir: folder });
		await first.ready();
		const link = /one-time link: (\S+)/.exec(first.output())?.[1];
		expect(link).toBeDefined();
		const database = databaseOf(folder);
		process.kill(first.pid, 'SIGKILL');
		expect(await first.ended).toBe('SIGKILL');
		expect(databaseOf(folder)).toBe(database);

		const second = await run(start, { dataDir: folder });
		await second.ready();
		expect(databaseOf(folder)).toBe(database);
		expect(second.output()).not.toContain('changes to the database');
		signalGroup(second.pid, 'SIGINT');
		expect(await second.ended).toBe(0);
		expect(databaseOf(folder)).toBeNull();
	});

	it('killed anywhere in its very first start, the next start works', async () => {
		const folder = dataFolder();
		for (const moment of [60, 200, 450, 900]) {
			const app = await run(start, { dataDir: folder });
			await Promise.race([wait(moment), app.ended]);
			signalGroup(app.pid, 'SIGKILL');
			await app.ended;
		}
		const app = await run(start, { dataDir: folder });
		await app.ready();
		expect(await status(app)).toBe(200);
	});

	it('a killed database is started again under the running app', async () => {
		const folder = usedFolder();
		const app = await run(start, { dataDir: folder });
		await app.ready();
		const killed = databaseOf(folder) ?? 0;
		process.kill(killed, 'SIGKILL');
		await expect.poll(() => databaseOf(folder), { timeout: 30_000 }).not.toBe(killed);
		await app.ready();
		expect(await status(app)).toBe(200);
		expect(await jobsListen(folder)).toBe(true);
		process.kill(app.pid, 'SIGTERM');
		expect(await app.ended).toBe(0);
		expect(databaseOf(folder)).toBeNull();
	});
});

describe('several at once', () => {
	it('a second app on the same folder says so in one line and ends with 1; the first goes on', async () => {
		const folder = usedFolder();
		const first = await run(start, { dataDir: folder });
		await first.ready();
		const second = await run(start, { dataDir: folder });
		expect(await second.ended).toBe(1);
		expect(second.output()).toBe(
			`Customer Hub already runs on ${join(folder, 'data')} (process ${first.pid}): stop it first, or set DATA_DIR to another folder.\n`
		);
		expect(await status(first)).toBe(200);
		process.kill(first.pid, 'SIGTERM');
		expect(await first.ended).toBe(0);
	});

	it('commands and an app that come at once to an empty folder share one database', async () => {
		const folder = dataFolder();
		const programs = await Promise.all(
			[start, ['bin/hub', 'migrate'], ['bin/hub', 'migrate']].map((command) =>
				run(command, { dataDir: folder })
			)
		);
		const [app, ...commands] = programs as [Program, Program, Program];
		for (const command of commands) expect(await command.ended, command.output()).toBe(0);
		await app.ready();
		const during = await run(['bin/hub', 'migrate'], { dataDir: folder });
		expect(await during.ended).toBe(0);
		expect(await status(app)).toBe(200);
		process.kill(app.pid, 'SIGTERM');
		expect(await app.ended).toBe(0);
		expect(databaseOf(folder)).toBeNull();

		const after = await run(['bin/hub', 'migrate'], { dataDir: folder });
		expect(await after.ended).toBe(0);
		expect(databaseOf(folder)).toBeNull();
	});

	it('an interrupted command leaves no database behind', async () => {
		const folder = usedFolder();
		const command = await run(['bin/hub', 'demo'], { dataDir: folder });
		await expect.poll(() => databaseOf(folder), { timeout: 30_000, interval: 5 }).not.toBeNull();
		await expect.poll(() => clientsOf(folder), { timeout: 30_000, interval: 5 }).toBeGreaterThan(1);
		process.kill(command.pid, 'SIGINT');
		expect(await command.ended, command.output()).toBe(130);
		expect(databaseOf(folder)).toBeNull();
	});

	it('a demo that was killed half-way is nobody yet: without a demo, the next start prints the set-up link', async () => {
		const folder = usedFolder();
		const first = await run(start, { dataDir: folder, env: { DEMO: '1' } });
		await expect.poll(() => organizations(folder), { timeout: 30_000, interval: 5 }).toBe(1);
		signalGroup(first.pid, 'SIGKILL');
		await first.ended;
		expect(existsSync(join(folder, 'data/demo.json')), 'the demo was not whole').toBe(false);
		const second = await run(start, { dataDir: folder });
		await second.ready();
		const link = /http\S+\/setup\/\S+/.exec(second.output())?.[0] ?? 'no link printed';
		expect((await fetch(link)).status, second.output()).toBe(200);
		expect(await organizations(folder)).toBe(0);
		process.kill(second.pid, 'SIGTERM');
		expect(await second.ended).toBe(0);
	});

	it('a taken port is said before anything is made', async () => {
		const first = await run(start, { dataDir: usedFolder() });
		await first.ready();
		const { port } = new URL(first.origin);
		const fresh = dataFolder();
		for (const folder of [usedFolder(), fresh]) {
			const second = await run(start, { dataDir: folder, env: { PORT: port } });
			expect(await second.ended).toBe(1);
			expect(second.output()).toContain(
				`Port ${port} of 127.0.0.1 is taken by another program: set PORT to a free one.`
			);
			expect(databaseOf(folder)).toBeNull();
		}
		expect(existsSync(join(fresh, 'data/postgresql'))).toBe(false);
	});
});

describe('who runs it, and on what', () => {
	it.skipIf(!ordinaryUser)(
		'an ordinary user, in a checkout that she may not write to (skipped unless root can become one)',
		async () => {
			const folder = dataFolder(ordinaryUser);
			const app = await run(start, { dataDir: folder, user: ordinaryUser });
			await app.ready();
			expect(statSync(join(folder, 'data/postgresql/17')).uid).toBe(ordinaryUser?.uid);
			expect(statSync(join(folder, 'data/instance.key')).mode & 0o777).toBe(0o600);
			process.kill(app.pid, 'SIGTERM');
			expect(await app.ended).toBe(0);
		}
	);

	it('an external database: nothing is embedded, and the app is no superuser there', async () => {
		const fresh = await freshDatabase();
		const folder = dataFolder();
		const app = await run(start, { dataDir: folder, env: { DATABASE_URL: fresh.ownerUrl } });
		await app.ready();
		expect(readdirSync(join(folder, 'data'))).not.toContain('postgresql');
		const logins = await fresh.owner`select distinct rolsuper or rolbypassrls as mighty from pg_stat_activity
			join pg_roles on rolname = usename where datname = ${fresh.name} and application_name = 'customer-hub'`;
		expect([...logins]).toEqual([{ mighty: false }]);
		process.kill(app.pid, 'SIGTERM');
		expect(await app.ended).toBe(0);
		await fresh.drop();
	});

	it.each([
		[
			'a database that nobody serves',
			{ DATABASE_URL: 'postgres://hub:s3cret@127.0.0.1:1/hub' },
			1,
			/cannot be reached.*127\.0\.0\.1:1.*DATABASE_URL/
		],
		['a folder that is a file', { DATA_DIR: '/etc/hostname' }, 2, /DATA_DIR is "\/etc\/hostname"/],
		['a folder where there can be none', { DATA_DIR: '/proc/hub/data' }, 2, /DATA_DIR is "\/proc\/hub\/data"/]
	])('%s: one sentence says what to set, without a stack or a password', async (_, env, code, words) => {
		const app = await run(start, { dataDir: dataFolder(), env });
		expect(await app.ended, app.output()).toBe(code);
		expect(app.output()).toMatch(words);
		expect(app.output()).not.toMatch(/s3cret|^ +at /m);
	});

	it('web and worker apart, over one embedded database', async () => {
		const folder = usedFolder();
		const [web, worker] = await Promise.all([
			run(['bin/hub', 'web'], { dataDir: folder }),
			run(['bin/hub', 'worker'], { dataDir: folder })
		]);
		await web.ready();
		await expect.poll(() => worker.output(), { timeout: 30_000 }).toContain('Working on jobs');
		expect(await status(web)).toBe(200);
		process.kill(web.pid, 'SIGTERM');
		expect(await web.ended).toBe(0);
		expect(databaseOf(folder)).not.toBeNull();
		process.kill(worker.pid, 'SIGTERM');
		expect(await worker.ended).toBe(0);
		expect(databaseOf(folder)).toBeNull();
	});
});

describe('the hub command', () => {
	it('lists its commands and explains each', async () => {
		const help = await run(['bin/hub', '--help'], { dataDir: dataFolder() });
		expect(await help.ended).toBe(0);
		const names = [...help.output().matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(([, name]) => name ?? '');
		expect(names).toEqual(expect.arrayContaining(['start', 'web', 'worker', 'migrate']));
		const dataDir = dataFolder();
		const each = await Promise.all(names.map((name) => run(['bin/hub', name, '--help'], { dataDir })));
		for (const [index, one] of each.entries()) {
			expect(await one.ended).toBe(0);
			expect(one.output()).toContain(`Usage: hub ${names[index]}`);
		}
	});

	const wrong: [string, string[], RegExp][] = [
		['an unknown command', ['nope'], /There is no command "nope"\. See: hub --help/],
		['an unknown flag', ['migrate', '--fast'], /There is no flag --fast\. See: hub migrate --help/],
		['an argument too many', ['migrate', 'now'], /"now" is one argument too many\. See: hub migrate --help/]
	];
	it.each(wrong)('refuses %s with a sentence and 2, touching nothing', async (_, args, sentence) => {
		const folder = dataFolder();
		const program = await run(['bin/hub', ...args], { dataDir: folder });
		expect(await program.ended).toBe(2);
		expect(program.output()).toMatch(sentence);
		expect(readdirSync(folder)).toEqual([]);
	});

	it('refuses settings that it cannot read with a sentence and 2', async () => {
		const program = await run(['bin/hub', 'start'], { dataDir: dataFolder(), env: { PORT: 'eighty' } });
		expect(await program.ended).toBe(2);
		expect(program.output()).toBe('PORT is "eighty": it must be a whole number from 0 to 65535.\n');
	});
});
