import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Report } from '#hub/maintenance/doctor.ts';
import { signReceipt } from '#hub/privacy/receipt.ts';
import { decrypted } from '#platform/archive/age.ts';
import { openSecrets } from '#platform/secrets.ts';
import type { SeedReport } from '#hub/seed/seed.ts';

const root = resolve(import.meta.dirname, '../..');
let dataDir: string;

type Ran = { code: number | null; out: string; err: string };

/** Runs `hub` as an operator does: a process of its own on a data folder of its own, with the embedded database. */
function hub(args: string[], input = '', env: Record<string, string> = {}): Promise<Ran> {
	const child = spawn(process.execPath, [join(root, 'bin/hub'), ...args], {
		cwd: dataDir,
		env: { PATH: process.env['PATH'], DATA_DIR: dataDir, ORIGIN: 'https://hub.example.com', ...env }
	});
	const ran: Ran = { code: null, out: '', err: '' };
	child.stdout.setEncoding('utf8').on('data', (text: string) => (ran.out += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (ran.err += text));
	child.stdin.end(input);
	return new Promise((done, failed) => {
		child.once('error', failed);
		child.once('close', (code) => done({ ...ran, code }));
	});
}

const owner = (email: string) => [
	'create-owner',
	'--email',
	email,
	'--name',
	'Olga',
	'--organization',
	'Salon O'
];

beforeAll(async () => {
	dataDir = await mkdtemp(join(tmpdir(), 'hub-test-commands-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

describe('hub demo', () => {
	// What it prints for machines: tests/journeys/every-page.test.ts, which looks at such a demo.
	test('says for a person where to go and as whom, on a machine where nothing was started', async () => {
		const { code, out } = await hub(['demo']);
		expect(code).toBe(0);
		expect(out).toMatch(
			/^[^\n]+, a demo organization\. Sign in at https:\/\/hub\.example\.com\/sign-in as\n {2}sofia@\S+ {2,}\S+ {2}\(owner\)\n/
		);
		expect(out).toMatch(/Orla Fitzgerald +https:\/\/hub\.example\.com\/c\//);
	});
});

describe('hub backup and hub restore', () => {
	test('bring everything to another machine, key and all, and nothing half', async () => {
		const elsewhere = await mkdtemp(join(tmpdir(), 'hub-test-restored-'));
		onTestFinished(() => rm(elsewhere, { recursive: true, force: true }));
		const there = { DATA_DIR: join(elsewhere, 'data'), BACKUP_PASSPHRASE: 'correct horse battery' };
		const [file, cut, ledger] = ['hub.tar.age', 'cut.tar.age', 'erasures.log'].map((name) =>
			join(elsewhere, name)
		);
		if (!file || !cut || !ledger) throw new Error('three names');
		expect(await hub(['backup', '--to', file, '--with-key'])).toMatchObject({ code: 2 });
		// Left there by a crash, or put there by somebody who wants to read the archive.
		await writeFile(`${file}.unfinished`, 'half of one');
		await chmod(`${file}.unfinished`, 0o666);
		const made = await hub(['backup', '--to', file, '--with-key', '--json'], '', {
			BACKUP_PASSPHRASE: there.BACKUP_PASSPHRASE
		});
		expect(made, made.err).toMatchObject({ code: 0 });
		expect(JSON.parse(made.out)).toMatchObject({ encrypted: true, lost: 0, damaged: 0 });
		expect((await stat(file)).mode & 0o777).toBe(0o600);
		await writeFile(ledger, '');
		const empty = await hub(['restore', file, '--ledger', ledger], '', there);
		expect(empty.code).toBe(1);
		expect(empty.err).toContain(`--ledger is ${ledger}, which is empty`);
		await writeFile(ledger, '{"v":1,"org":"her line, of which something is damaged"}\n');
		// Whoever opens the archive by hand has one that nothing but its checksums guards.
		const plain = await buffer(decrypted(createReadStream(file), there.BACKUP_PASSPHRASE));
		const key = plain.indexOf((await readFile(join(dataDir, 'instance.key'), 'utf8')).trim());
		plain.writeUInt8(plain.readUInt8(key) ^ 1, key);
		await writeFile(cut, plain);
		const other = await hub(['restore', cut, '--ledger', ledger, '--damaged-ledger'], '', there);
		expect(other.err).toContain('its instance key is another than its first entry says');
		await expect(stat(join(there.DATA_DIR, 'instance.key'))).rejects.toThrow('ENOENT');
		await writeFile(cut, (await readFile(file)).subarray(0, -70_000));
		const broken = await hub(['restore', cut, '--ledger', ledger, '--damaged-ledger'], '', there);
		expect(broken.err).toContain('The archive is damaged or was cut off');
		const started = await hub(['web'], '', there);
		expect(started.code).toBe(1);
		expect(started.err).toContain('Run `hub restore` again');

		const damaged = await hub(['restore', file, '--ledger', ledger], '', there);
		expect(damaged.code).toBe(1);
		expect(damaged.err).toContain(`1 line of it cannot be read (line 1 of ${ledger})`);
		expect(damaged.err).toContain('--damaged-ledger');
		const folder = await hub(['restore', file, '--ledger', elsewhere], '', there);
		expect(folder).toMatchObject({ code: 1, err: `The ledger of erasures ${elsewhere} is no file.\n` });
		// Nothing of it names anybody of this archive. So it is somebody else's.
		const foreign = join(elsewhere, 'foreign.log');
		const line = { v: 1, org: randomUUID(), customer: 'ab'.repeat(32), erasedAt: '2026-11-26T12:00:00.000Z' };
		await writeFile(foreign, JSON.stringify(line));
		const refused = await hub(['restore', file, '--ledger', foreign], '', there);
		expect(refused.code).toBe(1);
		expect(refused.err).toContain(`${foreign} is of another instance: it names no organization`);
		const restored = await hub(['restore', file, '--ledger', ledger, '--damaged-ledger'], '', there);
		expect(restored, restored.err).toMatchObject({ code: 0 });
		expect(restored.out).toContain('0 customers were erased since then');
		expect(await readFile(join(there.DATA_DIR, 'instance.key'))).toEqual(
			await readFile(join(dataDir, 'instance.key'))
		);
		const [before, after] = await Promise.all([
			hub(['doctor', '--json']),
			hub(['doctor', '--json'], '', there)
		]);
		const report = JSON.parse(after.out) as Report;
		expect(report.problems).toEqual([]);
		for (const counted of ['organizations', 'customers', 'documents', 'objects', 'objectBytes'] as const)
			expect(report[counted], counted).toBe((JSON.parse(before.out) as Report)[counted]);
	}, 120_000);
});

describe('hub doctor', () => {
	test('ends with 0 when all is well', async () => {
		const { code, out } = await hub(['doctor', '--json']);
		const report = JSON.parse(out) as Report;
		expect(report).toMatchObject({ missingObjects: 0, orphanObjects: 0, pendingErasures: 0, failedJobs: 0 });
		expect(report.problems).toEqual([]);
		expect(code).toBe(0);
	});

	test('ends with 1 and says what to do when files are lost or unknown', async () => {
		const { out } = await hub(['doctor', '--json']);
		const before = JSON.parse(out) as Report;
		await rm(join(dataDir, 'objects'), { recursive: true });
		const lost = await hub(['doctor', '--json']);
		expect((JSON.parse(lost.out) as Report).missingObjects).toBe(before.objects);
		expect(lost.code).toBe(1);
		const inWords = await hub(['doctor']);
		expect(inWords.code).toBe(1);
		expect(inWords.out).toMatch(/✗ +\d+ {2}files that are not in storage/);
		expect(inWords.out).toContain('restore it from a backup');
	});
});

describe('hub verify-receipt', () => {
	test('makes no key where there is none, and says so', async () => {
		const elsewhere = await mkdtemp(join(tmpdir(), 'hub-test-keyless-'));
		onTestFinished(() => rm(elsewhere, { recursive: true, force: true }));
		const receipt = join(elsewhere, 'receipt.json');
		await writeFile(receipt, JSON.stringify({ a: 1 }));
		const there = { DATA_DIR: join(elsewhere, 'data') };
		const { code, err } = await hub(['verify-receipt', receipt], '', there);
		expect(code).toBe(1);
		expect(err).toBe(
			`There is no instance key in ${there.DATA_DIR}, and SECRET_KEY is not set: set DATA_DIR or SECRET_KEY as the app has it, or give the public key with --key.\n`
		);
		expect(await readdir(elsewhere)).toEqual(['receipt.json']);
	});

	test('says of a receipt that was made for no address that it names none', async () => {
		const receipt = join(dataDir, 'unnamed.json');
		const SECRET_KEY = 'a secret that is long enough';
		const secrets = openSecrets({ secretKey: SECRET_KEY, dataDir: '' });
		const at = '2026-11-26T12:00:00.000Z';
		const signed = signReceipt(secrets, {
			format: 'customer-hub-erasure-receipt',
			version: 1,
			id: 'a2f1cb9e-3f26-4f57-8b6a-2d6f1a0c5c11',
			organization: 'Studio Lumi',
			instance: 'https://hub.example',
			requestedAt: null,
			erasedAt: at,
			finishedAt: at,
			rows: { customers: 1 },
			files: 0,
			bytes: 0,
			kept: 0,
			subject: null
		});
		await writeFile(receipt, `\uFEFF${JSON.stringify(signed)}`);
		const check = (...more: string[]) => hub(['verify-receipt', receipt, ...more], '', { SECRET_KEY });
		expect(await check()).toMatchObject({ code: 0 });
		const { code, out } = await check('--email', 'carla@example.com');
		expect(code).toBe(1);
		expect(out).toMatch(
			/^Genuine\. .* This receipt names no address, so it does not show whom it is about\.\n$/
		);
	});
});

describe('hub create-owner', () => {
	test('founds an organization and prints a link for the password, once', async () => {
		const made = await hub([...owner('olga@example.com'), '--json']);
		expect(made.code).toBe(0);
		const answer = JSON.parse(made.out) as { organization: string; email: string; link: string };
		expect(answer.email).toBe('olga@example.com');
		expect(answer.link).toMatch(/^https:\/\/hub\.example\.com\/reset\/[\w-]{43}$/);
		const again = await hub(owner('Olga@Example.com'));
		expect(again.code).toBe(1);
		expect(again.err).toContain('has an account here already');
	});

	test('takes a password from standard input and then prints no link', async () => {
		const made = await hub(
			[...owner('pia@example.com'), '--password-stdin', '--json'],
			'a lamp in the window\n'
		);
		expect(made.code).toBe(0);
		expect(JSON.parse(made.out)).toMatchObject({ email: 'pia@example.com', link: null });
		expect(made.out + made.err).not.toContain('lamp');
		const weak = await hub([...owner('quin@example.com'), '--password-stdin'], 'short\n');
		expect(weak.code).toBe(2);
		expect(weak.err).toContain('10 characters');
	});

	test('prints a new link for somebody who is here, and for nobody else', async () => {
		const reset = await hub(['create-owner', '--reset', '--email', 'pia@example.com']);
		expect(reset.code).toBe(0);
		expect(reset.out).toMatch(/https:\/\/hub\.example\.com\/reset\/[\w-]{43}/);
		const stranger = await hub(['create-owner', '--reset', '--email', 'nobody@example.com']);
		expect(stranger.code).toBe(1);
		expect(stranger.err).toContain('Nobody here has the address');
	});

	test('lets somebody who is here own another organization', async () => {
		const second = await hub([...owner('pia@example.com'), '--existing', '--json']);
		expect(second.code).toBe(0);
		expect(JSON.parse(second.out)).toMatchObject({ email: 'pia@example.com', link: null });
		const nobody = await hub([...owner('new@example.com'), '--existing']);
		expect(nobody.code).toBe(1);
	});

	test('never asks when there is no terminal, and names what is missing', async () => {
		const { code, err } = await hub(['create-owner', '--email', 'rosa@example.com']);
		expect(code).toBe(2);
		expect(err).toContain('--name, --organization');
	});
});

describe('hub seed', () => {
	test('prints what it made', async () => {
		const { code, out } = await hub([
			'seed',
			'--organizations',
			'2',
			'--customers',
			'20',
			'--messages',
			'100',
			'--json'
		]);
		expect(code).toBe(0);
		const report = JSON.parse(out) as SeedReport;
		expect(report.organizations.map(({ customers, messages }) => [customers, messages])).toEqual([
			[20, 100],
			[20, 100]
		]);
		expect(report.organizations[0]?.portalUrls[0]).toMatch(/^https:\/\/hub\.example\.com\/c\//);
	});

	test.each([
		['--customers', '-1'],
		['--customers', 'many'],
		['--messages', '1.5'],
		['--organizations', '0']
	])('refuses %s %s with the usage', async (flag, value) => {
		const { code, err } = await hub(['seed', `${flag}=${value}`]);
		expect(code).toBe(2);
		expect(err).toContain(`${flag} must be a whole number`);
	});
});

test.each(['demo', 'doctor', 'seed', 'create-owner'])(
	'hub %s --help explains itself and touches nothing',
	async (name) => {
		const { code, out, err } = await hub([name, '--help']);
		expect(code).toBe(0);
		expect(out).toContain(`Usage: hub ${name}`);
		expect(out).toContain('--json');
		expect(err).toBe('');
	}
);
