import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '#platform/database/migrate.ts';
import { openEmbedded } from '#platform/postgres/embedded.ts';
import { connect } from '#platform/postgres/url.ts';
import { customer } from '../tests/support/customers.ts';
import { joins, organization, person } from '../tests/support/people.ts';
import { crashUploads } from '../tests/support/upload-crashes.ts';
import type { Row, Surroundings } from './compare.ts';
import { freePort } from './process.ts';

const KILLS = 100;

/** THREATS, "Ten promises", 5: the app is killed a hundred times in mid-upload, and nothing is lost, doubled or left behind. */
export async function compare({ root, say }: Surroundings): Promise<Row[]> {
	const dataDir = await mkdtemp(join(tmpdir(), 'hub-bench-'));
	await chmod(dataDir, 0o711);
	const embedded = await openEmbedded({ dataDir, role: 'guest', environment: process.env });
	const owner = connect(embedded.url, { max: 2 });
	try {
		const { appUrl } = await migrate({
			ownerUrl: embedded.url,
			appUrl: null,
			loginSecret: Buffer.alloc(32, 'bench'),
			folder: join(root, 'db/migrations')
		});
		const orgId = await organization(owner, 'Studio Lumi');
		const member = await person(owner, 'Olga Owner');
		await joins(owner, member, orgId, 'owner');
		const { id: customerId } = await customer(owner, orgId, 'Carla Customer');
		const port = await freePort();
		const place = {
			root,
			dataDir: join(dataDir, 'app'),
			ownerUrl: embedded.url,
			appUrl,
			owner,
			port,
			member,
			customerId
		};
		const crashed = await crashUploads(place, KILLS, say);
		const { acknowledged, interrupted } = crashed;
		const against = `${acknowledged} uploads acknowledged, ${interrupted} cut off`;
		return (['lost', 'doubled', 'missing', 'orphans'] as const).map((what) => ({
			name: `${what} after ${KILLS} kills in mid-upload`,
			against,
			ratio: crashed[what],
			goal: '<= 0'
		}));
	} finally {
		await owner.end({ timeout: 5 });
		await embedded.close();
		await rm(dataDir, { recursive: true, force: true });
	}
}
