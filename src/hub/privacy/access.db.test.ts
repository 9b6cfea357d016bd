import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asCustomer, asMember, type Member } from '#hub/organizations/actor.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person } from '#support/people.ts';
import { accessesOf, recordAccess, recordSight } from './access.ts';

let fresh: FreshDatabase;
let lumi: Whole;
let neighbour: Whole;
let viewer: Member;
const carla = () => lumi.customers[0]?.id ?? '';
const dana = () => lumi.customers[1]?.id ?? '';

beforeAll(async () => {
	fresh = await freshDatabase();
	[lumi, neighbour] = [
		await wholeOrganization(fresh.owner, 'Lumi'),
		await wholeOrganization(fresh.owner, 'Dim')
	];
	await fresh.owner`delete from customer_accesses`;
	const who = await person(fresh.owner, 'Vera Viewer');
	const { memberId } = await joins(fresh.owner, who, lumi.orgId, 'viewer');
	viewer = { kind: 'member', orgId: lumi.orgId, memberId, personId: who.id, role: 'viewer' };
});
afterAll(() => fresh.drop());

const read = async (customerId: string) =>
	(await asMember(fresh.database, viewer, (tx) => accessesOf(tx, viewer, customerId))).accesses.map(
		({ kind, who, name }) => ({ kind, who, name })
	);

describe('who looked at a customer', () => {
	it('is written once an hour for each member, a viewer too, however often and in how many tabs she looks', async () => {
		await Promise.all([1, 2, 3].map(() => recordSight(fresh.database, viewer, carla())));
		expect(await read(carla())).toEqual([{ kind: 'seen', who: 'member', name: 'Vera Viewer' }]);
		await fresh.owner`update customer_accesses set created_at = now() - interval '61 minutes'`;
		await recordSight(fresh.database, viewer, carla());
		expect(await read(carla())).toHaveLength(2);
		expect(await read(dana())).toEqual([]);
	});

	it('tells what she did herself', async () => {
		const actor = { kind: 'customer', orgId: lumi.orgId, customerId: dana() } as const;
		await asCustomer(fresh.database, actor, (tx) => recordAccess(tx, actor, dana(), 'deletion_asked'));
		expect(await read(dana())).toEqual([{ kind: 'deletion_asked', who: 'customer', name: null }]);
	});

	it('is written in nobody else’s name, for nobody else’s customer, and is changed by nobody', async () => {
		const posing = { ...viewer, role: 'owner', memberId: lumi.ownerId } as const;
		await expect(
			asMember(fresh.database, posing, (tx) => recordAccess(tx, posing, carla(), 'data_exported'))
		).rejects.toThrow(/row-level security/);
		const foreign = neighbour.customers[0]?.id ?? '';
		await recordSight(fresh.database, viewer, foreign);
		const customer = { kind: 'customer', orgId: lumi.orgId, customerId: dana() } as const;
		await expect(
			asCustomer(fresh.database, customer, (tx) => recordAccess(tx, customer, carla(), 'deletion_asked'))
		).rejects.toThrow(/row-level security/);
		const [there] =
			await fresh.owner`select count(*)::int as n from customer_accesses where customer_id = ${foreign}`;
		expect(there?.['n']).toBe(0);
		const worker = { ...viewer, role: 'agent' } as const;
		await expect(
			asMember(fresh.database, worker, (tx) => tx`update customer_accesses set kind = 'data_exported'`)
		).rejects.toThrow(/permission denied/);
		await expect(asMember(fresh.database, worker, (tx) => tx`delete from customer_accesses`)).rejects.toThrow(
			/permission denied/
		);
	});

	it('goes with her', async () => {
		expect(await read(carla())).not.toEqual([]);
		await fresh.owner`delete from customers where id = ${carla()}`;
		const rows = await fresh.owner`select from customer_accesses where customer_id = ${carla()}`;
		expect(rows).toHaveLength(0);
	});
});
