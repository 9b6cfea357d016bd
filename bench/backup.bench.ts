import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openEmbedded } from '#platform/postgres/embedded.ts';
import { connect } from '#platform/postgres/url.ts';
import { newKey } from '#platform/storage/keys.ts';
import { openStorage } from '#platform/storage/open.ts';
import type { Sql } from 'postgres';
import { interleaved, type Row, type Surroundings } from './compare.ts';

const MEGABYTE = 2 ** 20;
const FILES = { large: 60, small: 400 };
const CUSTOMERS = 10_000;
const MESSAGES = 100_000;
const ROUNDS = 3;
/** Resident memory that a backup may take, at any size: Node's own, and scrypt's 128 MB where it encrypts. */
const MEMORY = 256;

/**
 * A backup against `tar` of the same files and PostgreSQL's own COPY of the same tables to a file, which keep no checksums and show no
 * one moment; and the memory that it takes.
 */
export async function compare({ root, say }: Surroundings): Promise<Row[]> {
	const folder = await mkdtemp(join(tmpdir(), 'hub-bench-'));
	await chmod(folder, 0o711);
	const dataDir = join(folder, 'data');
	const env = { ...process.env, DATA_DIR: dataDir };
	const hub = (...args: string[]) => [join(root, 'bin/hub'), ...args];
	try {
		const seed = hub('seed', '--customers', String(CUSTOMERS), '--messages', String(MESSAGES));
		execFileSync(process.execPath, seed, { env, stdio: ['ignore', 'ignore', 'inherit'] });
		const embedded = await openEmbedded({ dataDir, role: 'guest', environment: process.env });
		const owner = connect(embedded.url, { max: 1 });
		const bytes = await makeFiles(owner, dataDir);
		const backup = async (name: string, more: Record<string, string> = {}) =>
			measured(hub('backup', '--to', join(folder, name)), { ...env, ...more });
		try {
			const plainPeaks: number[] = [];
			const sealedPeaks: number[] = [];
			const times = await interleaved(
				ROUNDS,
				{
					floor: () => floor(owner, dataDir, folder),
					plain: async () => {
						const { milliseconds, peak } = await backup('plain.tar');
						plainPeaks.push(peak);
						return milliseconds;
					},
					encrypted: async () => {
						const more = { BACKUP_PASSPHRASE: 'correct horse battery' };
						const { milliseconds, peak } = await backup('sealed.age', more);
						sealedPeaks.push(peak);
						return milliseconds;
					}
				},
				say
			);
			const { size } = await stat(join(folder, 'plain.tar'));
			say(`  ${(size / MEGABYTE).toFixed(0)} MB, of which ${(bytes / MEGABYTE).toFixed(0)} MB are files`);
			const ratio = (name: string): number => (times['floor'] ?? NaN) / (times[name] ?? NaN);
			const against = 'tar of the files and COPY of the tables';
			return [
				{ name: 'backup', against, ratio: ratio('plain'), goal: '>= 0.5' },
				{ name: 'encrypted backup', against, ratio: ratio('encrypted'), goal: '>= 0.3' },
				{
					name: 'memory of a backup',
					against: `${MEMORY} MB`,
					ratio: Math.max(...plainPeaks) / MEMORY,
					goal: '<= 1'
				},
				{
					name: 'memory of an encrypted backup',
					against: `${MEMORY + 128} MB`,
					ratio: Math.max(...sealedPeaks) / (MEMORY + 128),
					goal: '<= 1'
				}
			];
		} finally {
			await owner.end({ timeout: 5 });
			await embedded.close();
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

async function makeFiles(owner: Sql, dataDir: string): Promise<number> {
	const storage = openStorage({ dataDir, storageUrl: null });
	const [org] = await owner<{ id: string }[]>`select id from organizations limit 1`;
	let bytes = 0;
	for (let n = 0; n < FILES.large + FILES.small; n += 1) {
		const content = randomBytes(n < FILES.large ? 8 * MEGABYTE : 100_000);
		const key = newKey();
		const { size, sha256 } = await storage.put(key, Readable.from([content]));
		await owner`insert into objects (org_id, key, state, size, sha256)
			values (${org?.id ?? ''}, ${key}, 'stored', ${size}, ${Buffer.from(sha256, 'hex')})`;
		bytes += size;
	}
	return bytes;
}

/** Both as fast as their own programs do it, on disk at the end as ours is. */
async function floor(owner: Sql, dataDir: string, folder: string): Promise<number> {
	const tables = await owner<{ name: string }[]>`select relname as name from pg_class
		where relnamespace = 'public'::regnamespace and relkind = 'r'`;
	const place = join(dataDir, 'postgresql/17/base');
	const began = performance.now();
	for (const { name } of tables)
		await owner.unsafe(`copy (select * from "${name}") to '${join(place, `bench-${name}`)}'`);
	execFileSync('tar', ['cf', join(folder, 'floor.tar'), '-C', dataDir, 'objects']);
	execFileSync('sync', [join(folder, 'floor.tar')]);
	const spent = performance.now() - began;
	for (const { name } of tables) await rm(join(place, `bench-${name}`));
	return spent;
}

/** How long a program of Node's takes, and its largest resident memory in MB. */
async function measured(
	args: string[],
	env: NodeJS.ProcessEnv
): Promise<{ milliseconds: number; peak: number }> {
	const began = performance.now();
	const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
	let peak = 0;
	const look = setInterval(() => {
		readFile(`/proc/${child.pid}/status`, 'utf8').then(
			(status) => (peak = Math.max(peak, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)),
			() => undefined
		);
	}, 50);
	const [code] = (await once(child, 'close')) as [number | null];
	clearInterval(look);
	if (code !== 0) throw new Error(`a backup ended with ${code}`);
	return { milliseconds: performance.now() - began, peak };
}
