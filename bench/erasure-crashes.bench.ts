import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbedded } from '#platform/postgres/embedded.ts';
import { migrate } from '#platform/database/migrate.ts';
import { connect } from '#platform/postgres/url.ts';
import { crashErasures } from '../tests/support/erasure-crashes.ts';
import type { Row, Surroundings } from './compare.ts';
import { freePort } from './process.ts';

const FAULTS = { kills: 80, cuts: 20 };

/** THREATS, "Ten promises", 4: an app is killed at any moment of a deletion, or loses its connections, a hundred times. */
export async function compare({ root, say }: Surroundings): Promise<Row[]> {
	const dataDir = await mkdtemp(join(tmpdir(), 'hub-bench-'));
	await chmod(dataDir, 0o711);
	const embedded = await openEmbedded({ dataDir, role: 'guest', environment: process.env });
	const owner = connect(embedded.url, { max: 2, onnotice: () => undefined });
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
			owner
		};
		const { erasures, hits, left, doubled } = await crashErasures(place, FAULTS, say);
		const against = `${erasures} deletions, ${FAULTS.kills} kills of the app, ${FAULTS.cuts} of all connections`;
		return [
			{ name: 'places that still say a sentinel', against, ratio: hits.length, goal: '<= 0' },
			{ name: 'rows, objects and erasures left', against, ratio: left, goal: '<= 0' },
			{ name: 'deletions too many or too few', against, ratio: doubled, goal: '<= 0' }
		];
	} finally {
		await owner.end({ timeout: 5 });
		await embedded.close();
		await rm(dataDir, { recursive: true, force: true });
	}
}
