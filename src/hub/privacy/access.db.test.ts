import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asCustomer, asMember, type Member } from '#hub/organizations/actor.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person } from '#support/people.ts';
import { accessesOf, accessesOfCase, recordAccess, recordCaseSight, recordSight } from './access.ts';

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
	await fresh.owner`delete from inquiry_accesses`;
	const who = await person(fresh.owner, 'Vera Viewer');
	const { memberId } = await joins(fresh.owner, who, lumi.orgId, 'viewer');
	viewer = { kind: 'member', orgId: lumi.orgId, memberId, personId: who.id, role: 'viewer' };
});
afterAll(() => fresh.drop());

const read = async (customerId: string) =>
	(
		await asMember(fresh.database, viewer, (tx) => accessesOf(tx, viewer, customerId, { again: false }))
	).accesses.map(({ kind, who, name }) => ({ kind, who, name }));

describe('who looked at a customer', () => {
	it('is written once an hour for each member, a viewer too, however often and in how many tabs she looks', async () => {
		await Promise.all([1, 2, 3].map(() => recordSight(fresh.database, viewer, carla())));
		expect(await read(carla())).toEqual([{ kind: 'seen', who: 'member', name: 'Vera Viewer' }]);
		await fresh.owner`update customer_accesses set created_at = now() - interval '61 minutes'`;
		await recordSight(fresh.database, viewer, carla());
		expect(await read(carla())).toHaveLength(2);
		expect(await read(dana())).toEqual([]);
		const unseen = (again: boolean) =>
			asMember(
				fresh.database,
				viewer,
				async (tx) => (await accessesOf(tx, viewer, carla(), { again })).unseen
			);
		expect(await unseen(false), 'nothing is written again').toBe(false);
		await fresh.owner`update customer_accesses set created_at = now() - interval '2 hours'`;
		expect([await unseen(false), await unseen(true)], 'a page that was open all the while').toEqual([
			true,
			false
		]);
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

describe('who opened a case', () => {
	const case_ = () => lumi.customers[1]?.inquiryId ?? '';
	const told = (again = false) =>
		asMember(fresh.database, viewer, (tx) => accessesOfCase(tx, viewer, case_(), { again }));

	it('is written once in four hours for each member, a viewer too, however often and in how many tabs she opens it', async () => {
		await fresh.owner`delete from customer_accesses where customer_id = ${dana()}`;
		expect(await told()).toEqual({ accesses: [], more: false, unseen: true });
		await Promise.all([1, 2, 3].map(() => recordCaseSight(fresh.database, viewer, case_())));
		const { accesses, unseen } = await told();
		expect(accesses).toMatchObject([{ kind: 'case_opened', who: 'member', name: 'Vera Viewer' }]);
		expect(unseen).toBe(false);
		await fresh.owner`update inquiry_accesses set created_at = now() - interval '5 hours'`;
		expect((await told(true)).unseen, 'a page that was open all the while').toBe(false);
		expect((await told()).unseen).toBe(true);
		await recordCaseSight(fresh.database, viewer, case_());
		expect((await told()).accesses).toHaveLength(2);
		await fresh.owner`update inquiry_accesses set created_at = now() - interval '25 hours'`;
		expect((await told(true)).unseen, 'whatever a page says of itself, once a day').toBe(true);
	});

	it('stands in its customer’s timeline with its number, and in no other’s', async () => {
		const { accesses } = await asMember(fresh.database, viewer, (tx) =>
			accessesOf(tx, viewer, dana(), { again: false })
		);
		expect(accesses.filter(({ kind }) => kind === 'case_opened')).toMatchObject([
			{ name: 'Vera Viewer', inquiry: { id: case_(), prefix: 'CH', number: 2 } },
			{ name: 'Vera Viewer', inquiry: { id: case_() } }
		]);
		expect((await read(carla())).map(({ kind }) => kind)).not.toContain('case_opened');
	});

	it('is told with what was taken and asked for of its customer since it was opened', async () => {
		const owner = { ...viewer, role: 'owner', memberId: lumi.ownerId, personId: lumi.personId } as const;
		await asMember(fresh.database, owner, (tx) => recordAccess(tx, owner, dana(), 'data_exported'));
		await recordSight(fresh.database, owner, dana());
		expect((await told()).accesses.map(({ kind }) => kind).toSorted()).toEqual([
			'case_opened',
			'case_opened',
			'data_exported'
		]);
		await fresh.owner`update inquiries set created_at = now() + interval '1 minute' where id = ${case_()}`;
		expect((await told()).accesses.map(({ kind }) => kind)).toEqual(['case_opened', 'case_opened']);
	});

	it('is written for no neighbour’s case, in nobody else’s name, is changed by nobody, and is nothing that she reads', async () => {
		const foreign = neighbour.customers[0]?.inquiryId ?? '';
		await recordCaseSight(fresh.database, viewer, foreign);
		const posing = { ...viewer, memberId: lumi.ownerId } as const;
		await expect(recordCaseSight(fresh.database, posing, case_())).rejects.toThrow(/row-level security/);
		const owner = { ...viewer, role: 'owner' } as const;
		await expect(asMember(fresh.database, owner, (tx) => tx`delete from inquiry_accesses`)).rejects.toThrow(
			/permission denied/
		);
		const [there] =
			await fresh.owner`select count(*)::int as n from inquiry_accesses where inquiry_id = ${foreign}`;
		expect(there?.['n']).toBe(0);
		const strange = { ...viewer, orgId: neighbour.orgId, memberId: neighbour.ownerId } as const;
		const seen = await asMember(fresh.database, strange, (tx) =>
			accessesOfCase(tx, strange, case_(), { again: false })
		);
		expect(seen.accesses).toEqual([]);
		const customer = { kind: 'customer', orgId: lumi.orgId, customerId: dana() } as const;
		expect(await asCustomer(fresh.database, customer, (tx) => tx`select id from inquiry_accesses`)).toEqual(
			[]
		);
		expect((await told()).accesses, 'though they are there').not.toEqual([]);
	});

	it('goes with the case', async () => {
		await fresh.owner`delete from inquiries where id = ${case_()}`;
		expect(await fresh.owner`select from inquiry_accesses where inquiry_id = ${case_()}`).toHaveLength(0);
	});
});
