import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env, execPath as node } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { openEmbedded } from '#platform/postgres/embedded.ts';
import { connect } from '#platform/postgres/url.ts';
import { interleaved, type Row, type Surroundings } from './compare.ts';
import { freePort, startServer } from './process.ts';

const ROUNDS = 5;

/** Milliseconds after which a started app has kept the code that it compiled, as it does after every build. */
const SETTLED = 2000;

/**
 * The whole app on existing data, from its command to its first page, against its database alone: as a process of its own
 * that starts it and gets one answer, and inside a process that runs already (docs/decisions/0009).
 */
export async function compare({ root, outdir, say }: Surroundings): Promise<Row[]> {
	const dataDir = mkdtempSync(join(tmpdir(), 'hub-bench-'));
	chmodSync(dataDir, 0o711);

	const app = async (stay = 0): Promise<number> => {
		const port = await freePort();
		const settings = { DATA_DIR: dataDir, PORT: String(port), ORIGIN: `http://localhost:${port}`, DEMO: '0' };
		const begun = performance.now();
		const command = { file: node, args: ['bin/hub', 'start'], cwd: root, env: settings, port };
		const server = await startServer(command, '/sign-in');
		const took = performance.now() - begun;
		await wait(stay);
		await server.stop();
		return took;
	};
	const process = async (): Promise<number> => {
		const begun = performance.now();
		const child = spawn(node, [join(outdir, 'start-database.js')], {
			env: { ...env, DATA_DIR: dataDir },
			stdio: ['ignore', 'pipe', 'inherit']
		});
		const closed = once(child, 'close');
		await once(child.stdout, 'data');
		const took = performance.now() - begun;
		await closed;
		return took;
	};
	const inside = async (): Promise<number> => {
		const begun = performance.now();
		const embedded = await openEmbedded({ dataDir, role: 'guest', environment: env });
		const sql = connect(embedded.url, { max: 1 });
		await sql`select 1`;
		const took = performance.now() - begun;
		await sql.end();
		await embedded.close();
		return took;
	};

	try {
		say('Making the data that is then there …');
		await app(SETTLED);
		const measured = await interleaved(ROUNDS, { app: () => app(), process, inside }, say);
		const ratio = (to: 'process' | 'inside') => (measured['app'] ?? NaN) / (measured[to] ?? NaN);
		return [
			{
				name: 'start on existing data, time',
				against: 'a process that starts the database alone',
				ratio: ratio('process'),
				goal: '<= 3'
			},
			{
				name: 'start on existing data, time',
				against: 'the database alone, from a running process',
				ratio: ratio('inside'),
				goal: 'none, see docs/decisions/0009'
			}
		];
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
	}
}
