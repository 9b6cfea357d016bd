import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bareDatabase, freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization } from '#support/organizations.ts';

const root = resolve(import.meta.dirname, '../..');
let folder: string;
let fresh: FreshDatabase;
let bare: Awaited<ReturnType<typeof bareDatabase>>;
const WEAK = 'hub_test_weakling';

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'hub-test-unfit-'));
	[fresh, bare] = [await freshDatabase(), await bareDatabase()];
	await fresh.owner.unsafe(
		`do $$ begin create role ${WEAK} login password 's3cret'; exception when duplicate_object then null; end $$`
	);
});
afterAll(async () => {
	await fresh.owner.unsafe(`drop role ${WEAK}`);
	await Promise.all([fresh.drop(), bare.drop(), rm(folder, { recursive: true, force: true })]);
});

/** What an operator reads who runs this command with these settings, on a machine of her own. */
function hub(
	args: string[],
	env: Record<string, string>
): Promise<{ code: number | null; out: string; err: string }> {
	const dataDir = join(folder, 'data');
	const child = spawn(process.execPath, [join(root, 'bin/hub'), ...args], {
		cwd: folder,
		stdio: ['ignore', 'pipe', 'pipe'],
		env: { PATH: process.env['PATH'], DATA_DIR: dataDir, PORT: '0', DEMO: '0', ...env }
	});
	const ran = { code: null as number | null, out: '', err: '' };
	child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.out += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.err += text));
	return new Promise((done, failed) => {
		child.once('error', failed);
		child.once('close', (code) => done({ ...ran, code }));
	});
}

const commands: Record<string, string[]> = {
	doctor: ['--json'],
	trace: ['carla@example.com'],
	migrate: [],
	seed: [],
	demo: [],
	'create-owner': ['--email', 'olga@example.com', '--name', 'Olga', '--organization', 'Salon'],
	web: [],
	worker: [],
	start: []
};
const as = (user: string, url: string) => url.replace(/:\/\/[^@/]*/, `://${user}:s3cret`);
/** One sentence or two, on one line, that is no stack and tells no password. */
const plain = (text: string) => {
	expect(text.trimEnd().split('\n')).toHaveLength(1);
	expect(text).not.toMatch(/ at .*:\d+:\d+|Error:|s3cret/);
	return text;
};

describe('a database that cannot be used', () => {
	// A command is a process: one cause is told by all of them, each other one by two.
	it.each([
		[
			'where nobody answers',
			() => 'postgres://hub:s3cret@127.0.0.1:1/hub',
			/cannot be reached: .*ECONNREFUSED.*DATABASE_URL/,
			['doctor', 'trace', 'migrate', 'start']
		],
		[
			'that does not exist',
			() => fresh.ownerUrl.replace(fresh.name, 'nothing_here'),
			/database "nothing_here" does not exist/,
			['doctor', 'start']
		],
		[
			'that refuses the login',
			() => as('nobody_here', fresh.ownerUrl),
			/role "nobody_here" does not exist|password authentication failed for user "nobody_here"/,
			['trace', 'start']
		],
		[
			'whose login may do nothing',
			() => as(WEAK, fresh.ownerUrl),
			/may not do what is needed: permission denied.*must own the database/,
			['migrate', 'start']
		]
	])('%s is one plain sentence to whoever asks', async (_, url, words, looking) => {
		const ran = await Promise.all(
			looking.map((name) => hub([name, ...(commands[name] ?? [])], { DATABASE_URL: url() }))
		);
		for (const { code, err } of ran) {
			expect(plain(err)).toMatch(words);
			expect(code).toBe(1);
		}
	});

	it('of a newer version is left as it is by all of them', async () => {
		await fresh.owner`insert into schema_migrations (name, sha256) values ('9999_later.sql', 'x')`;
		const ran = await Promise.all(
			Object.entries(commands).map(([name, more]) => hub([name, ...more], { DATABASE_URL: fresh.ownerUrl }))
		);
		for (const { code, err } of ran) {
			expect(plain(err)).toMatch(/9999_later.*made by a newer version. Update the app/);
			expect(code).toBe(1);
		}
		await fresh.owner`delete from schema_migrations where name = '9999_later.sql'`;
		expect(await fresh.owner`select from organizations`).toHaveLength(0);
	}, 60_000);

	it('that waits to be brought up to date is left as it is by who only looks', async () => {
		const [last] = await fresh.owner<{ name: string; sha256: string }[]>`
			delete from schema_migrations where name = (select max(name) from schema_migrations) returning name, sha256`;
		for (const name of ['doctor', 'trace']) {
			const { code, out, err } = await hub([name, ...(commands[name] ?? [])], {
				DATABASE_URL: fresh.ownerUrl
			});
			expect(out + err, name).toContain('hub migrate');
			expect(code).toBe(1);
		}
		expect(await fresh.owner`select from schema_migrations where name = ${last?.name ?? ''}`).toEqual([]);
		await fresh.owner`insert into schema_migrations ${fresh.owner([last ?? { name: '', sha256: '' }])}`;
	}, 60_000);

	it('on a machine where nothing was started says so, and nothing is there afterwards', async () => {
		const dataDir = join(folder, 'new');
		const archive = join(folder, 'z.tar');
		const looking = [['doctor'], ['trace', 'carla@example.com'], ['backup', '--to', archive]];
		for (const args of looking) {
			const { code, err } = await hub(args, { DATA_DIR: dataDir });
			expect(plain(err)).toMatch(/no app was started on .*new yet/);
			expect(code).toBe(1);
		}
		// A key that is here would keep out the one that an archive brings along.
		for (const args of looking) {
			const { code, err } = await hub(args, { DATA_DIR: dataDir, DATABASE_URL: bare.ownerUrl });
			expect(plain(err)).toContain('this database is empty');
			expect(code).toBe(1);
		}
		for (const args of [
			['verify-receipt', join(folder, 'none.json')],
			['restore', archive, '--check']
		])
			expect(plain((await hub(args, { DATA_DIR: dataDir })).err)).toMatch(/(none.json|z.tar) cannot be read/);
		expect(existsSync(dataDir)).toBe(false);
		expect(existsSync(archive)).toBe(false);
	}, 60_000);

	it('of an app whose key is elsewhere keeps its login, and gets no other key by who only looks', async () => {
		const dataDir = join(folder, 'mistyped');
		const archive = join(folder, 'whole.tar');
		// Of this app alone: other files make and drop theirs in the same server meanwhile.
		const [app] = await fresh.database.statement<{ login: string }[]>`select session_user as login`;
		const login = () =>
			fresh.owner`select rolname, rolpassword from pg_authid where rolname = ${app?.login ?? ''}`;
		const before = await login();
		expect(before).toHaveLength(1);
		for (const args of [['doctor'], ['trace', 'carla@example.com'], ['backup', '--to', archive]]) {
			const { code, err } = await hub(args, { DATA_DIR: dataDir, DATABASE_URL: fresh.ownerUrl });
			expect(plain(err)).toMatch(/no instance key in .*mistyped, and SECRET_KEY is not set/);
			expect(code).toBe(1);
		}
		expect(await login()).toEqual(before);
		const key = { DATABASE_URL: fresh.ownerUrl, SECRET_KEY: 'a secret that is long enough' };
		const made = await hub(['backup', '--to', archive], key);
		expect(made.code, made.err).toBe(0);
		const checked = await hub(['restore', archive, '--check'], { DATA_DIR: dataDir });
		expect(checked.out).toMatch(/^The archive is whole: /);
		expect(existsSync(dataDir)).toBe(false);
	}, 60_000);

	it('that is empty is no proof of anything, and is not filled by who only looks', async () => {
		for (const name of ['doctor', 'trace']) {
			const { code, out, err } = await hub([name, ...(commands[name] ?? [])], {
				DATABASE_URL: bare.ownerUrl
			});
			expect(plain(err)).toMatch(/this database is empty.*`hub migrate`.*DATABASE_URL names the wrong one/);
			expect({ code, out }).toEqual({ code: 1, out: '' });
		}
		expect(
			(await hub(['backup', '--to', join(folder, 'x.tar')], { DATABASE_URL: bare.ownerUrl })).err
		).toContain('this database is empty');
		expect((await hub(['migrate'], { DATABASE_URL: bare.ownerUrl })).code, 'though it can be used').toBe(0);
		expect((await hub(['trace', 'carla@example.com'], { DATABASE_URL: bare.ownerUrl })).code).toBe(0);
	}, 60_000);

	it('beside files that nobody can reach says that', async () => {
		await wholeOrganization(fresh.owner, 'Studio Lumi');
		const env = {
			DATABASE_URL: fresh.ownerUrl,
			STORAGE_URL: 's3://key:s3cret@127.0.0.1:1/bucket',
			SECRET_KEY: 'a secret that is long enough'
		};
		const { code, err } = await hub(['backup', '--to', join(folder, 'y.tar')], env);
		expect(plain(err)).toMatch(/Files cannot be reached: .*Check STORAGE_URL/);
		expect(code).toBe(1);
	}, 60_000);
});
