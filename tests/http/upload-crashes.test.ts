import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { customer } from '#support/customers.ts';
import { freshDatabase } from '#support/database.ts';
import { joins, organization, person } from '#support/people.ts';
import { checkout, freePort } from '#support/program.ts';
import { crashUploads, type Place } from '#support/upload-crashes.ts';

it('an app that is killed in mid-upload, again and again, loses nothing, doubles nothing and leaves nothing behind', async () => {
	const [fresh, dataDir, port] = await Promise.all([
		freshDatabase(),
		mkdtemp(join(tmpdir(), 'hub-crash-')),
		freePort()
	]);
	onTestFinished(async () => {
		await fresh.drop();
		await rm(dataDir, { recursive: true, force: true });
	});
	const sql = fresh.owner;
	const orgId = await organization(sql, 'Studio Lumi');
	const olga = await person(sql, 'Olga Owner');
	await joins(sql, olga, orgId, 'owner');
	const carla = await customer(sql, orgId, 'Carla Customer');
	const place: Place = {
		root: checkout,
		dataDir,
		port,
		ownerUrl: fresh.ownerUrl,
		appUrl: fresh.appUrl,
		owner: sql,
		customerId: carla.id,
		member: olga
	};
	const crashed = await crashUploads(place, 5, () => undefined);
	expect(crashed.acknowledged).toBeGreaterThan(0);
	expect(crashed.interrupted).toBeGreaterThan(0);
	expect(crashed).toMatchObject({ kills: 5, lost: 0, doubled: 0, missing: 0, orphans: 0 });
}, 120_000);
