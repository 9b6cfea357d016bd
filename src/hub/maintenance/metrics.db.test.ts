import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization } from '#support/organizations.ts';
import { waitingGauges } from './metrics.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
	fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

const told = async () =>
	Object.fromEntries(
		(await waitingGauges(fresh.database)).map(({ name, labels, value }) => [
			[name, ...Object.values(labels ?? {})].join(' '),
			value
		])
	);

it('counts what waits over all organizations, and says nothing of whom', async () => {
	for (const value of Object.values(await told())) expect(value).toBe(0);
	for (const name of ['Lumi', 'Dim']) await wholeOrganization(fresh.owner, name);
	await fresh.owner`update customer_data_requests set requested_at = now() - interval '40 days'
		where customer_id = (select customer_id from customer_data_requests limit 1)`;
	await fresh.owner`update outbox_mails set state = 'failed' where state = 'sent'`;
	await fresh.owner`update erasures set finished_at = null, ledgered_at = null`;
	await fresh.owner`select graphile_worker.add_job('nothing')`;
	await fresh.owner`select graphile_worker.add_job('nothing', run_at => now() + interval '1 day')`;
	await fresh.owner`select graphile_worker.add_job('nothing')`;
	await fresh.owner`update graphile_worker._private_jobs set attempts = max_attempts where id = (select max(id) from graphile_worker._private_jobs)`;
	expect(await told()).toEqual({
		'hub_jobs ready': 1,
		'hub_jobs planned': 1,
		'hub_jobs running': 0,
		'hub_jobs failed': 1,
		'hub_outbox_mails queued': 2,
		'hub_outbox_mails failed': 4,
		'hub_deletion_requests pending': 4,
		'hub_deletion_requests overdue': 1,
		hub_erasures_unfinished: 2
	});
	expect(JSON.stringify(await waitingGauges(fresh.database))).not.toMatch(/Lumi|Carla|@/);
});

it('is asked by nobody but the worker', async () => {
	for (const role of ['hub_member', 'hub_customer'] as const)
		await expect(fresh.database.transaction(role, {}, (tx) => tx`select gate.counts()`)).rejects.toThrow(
			/permission denied/
		);
});
