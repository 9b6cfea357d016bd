import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { freshDatabase } from '#support/database.ts';
import { crashErasures } from '#support/erasure-crashes.ts';
import { checkout, freePort } from '#support/program.ts';

it('an app that is killed while an owner deletes customers leaves nothing of them', async () => {
	const [fresh, dataDir, port] = await Promise.all([
		freshDatabase(),
		mkdtemp(join(tmpdir(), 'hub-crash-')),
		freePort()
	]);
	onTestFinished(async () => {
		await fresh.drop();
		await rm(dataDir, { recursive: true, force: true });
	});
	const place = { root: checkout, dataDir, port, ownerUrl: fresh.ownerUrl, owner: fresh.owner };
	const crashed = await crashErasures(place, { kills: 3, cuts: 2, ills: 0 }, () => undefined);
	expect(crashed).toEqual({ erasures: 6, hits: [], left: 0, doubled: 0, unledgered: 0 });
}, 180_000);
