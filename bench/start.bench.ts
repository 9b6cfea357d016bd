import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '#platform/postgres/embedded.ts';
import { connect } from '#platform/postgres/url.ts';
import { interleaved, type Row, type Surroundings } from './compare.ts';
import { freePort, startServer } from './process.ts';

const ROUNDS = 5;

/** The whole app on existing data, from its command to its first page, against its database alone to the first answer. */
export async function compare({ root, say }: Surroundings): Promise<Row[]> {
	const dataDir = mkdtempSync(join(tmpdir(), 'hub-bench-'));
	chmodSync(dataDir, 0o711);

	const app = async (): Promise<number> => {
		const port = await freePort();
		const env = { DATA_DIR: dataDir, PORT: String(port), ORIGIN: `http://localhost:${port}`, DEMO: '0' };
		const begun = performance.now();
		const command = { file: process.execPath, args: ['bin/hub', 'start'], cwd: root, env, port };
		const server = await startServer(command, '/sign-in');
		const took = performance.now() - begun;
		await server.stop();
		return took;
	};
	const database = async (): Promise<number> => {
		const begun = performance.now();
		const embedded = await openEmbedded({ dataDir, role: 'guest', environment: process.env });
		const sql = connect(embedded.url, { max: 1 });
		await sql`select 1`;
		const took = performance.now() - begun;
		await sql.end();
		await embedded.close();
		return took;
	};

	try {
		say('Making the data that is then there …');
		await app();
		const { app: whole = NaN, database: alone = NaN } = await interleaved(ROUNDS, { app, database }, say);
		return [
			{
				name: 'start on existing data, time',
				against: 'the embedded database alone',
				ratio: whole / alone,
				goal: '<= 3'
			}
		];
	} finally {
		rmSync(dataDir, { recursive: true, force: true });
	}
}
