import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '#platform/postgres/embedded.ts';
import { migrate } from '#platform/database/migrate.ts';
import { connect } from '#platform/postgres/url.ts';
import { crashErasures } from '../tests/support/erasure-crashes.ts';
import { startFaultyProxy, type Fault } from '../tests/support/faulty-proxy.ts';
import { startS3Server } from '../tests/support/s3-server.ts';
import type { Row, Surroundings } from './compare.ts';
import { freePort } from './process.ts';

const FAULTS = { kills: 80, cuts: 20, ills: 20 };

/**
 * THREATS, "Ten promises", 4: an app is killed at any moment of a deletion, loses its connections, or its bucket hangs, answers 500 or
 * loses its answers to the deletions of files.
 */
export async function compare({ root, say }: Surroundings): Promise<Row[]> {
	const dataDir = await mkdtemp(join(tmpdir(), 'hub-bench-'));
	await chmod(dataDir, 0o711);
	const embedded = await openEmbedded({ dataDir, role: 'guest', environment: process.env });
	const owner = connect(embedded.url, { max: 2, onnotice: () => undefined });
	let ill: Fault = 'none';
	const server = await startS3Server();
	const proxy = await startFaultyProxy(server.port, ({ method }) => (method === 'DELETE' ? ill : 'none'));
	try {
		await migrate({
			ownerUrl: embedded.url,
			appUrl: null,
			loginSecret: Buffer.alloc(32, 'bench'),
			folder: join(root, 'db/migrations')
		});
		const place = {
			root,
			dataDir: join(dataDir, 'app'),
			port: await freePort(),
			ownerUrl: embedded.url,
			owner,
			bucket: {
				url: `s3://S3RVER:S3RVER@127.0.0.1:${proxy.port}/hub?tls=0`,
				folder: server.directory,
				ail: (fault: Fault) => void (ill = fault)
			}
		};
		const { erasures, hits, left, doubled, unledgered } = await crashErasures(place, FAULTS, say);
		const against = `${erasures} deletions, ${FAULTS.kills} kills of the app, ${FAULTS.cuts} cuts of all connections, ${FAULTS.ills} times an ill bucket`;
		return [
			{ name: 'places that still say a sentinel', against, ratio: hits.length, goal: '<= 0' },
			{ name: 'rows, objects and erasures left', against, ratio: left, goal: '<= 0' },
			{ name: 'deletions too many or too few', against, ratio: doubled, goal: '<= 0' },
			{ name: 'deletions that the ledger lacks', against, ratio: unledgered, goal: '<= 0' }
		];
	} finally {
		proxy.stop();
		await server.stop();
		await owner.end({ timeout: 5 });
		await embedded.close();
		await rm(dataDir, { recursive: true, force: true });
	}
}
