import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { asMember, asWorker, type Member, type MemberRole } from '#hub/organizations/actor.ts';
import { erasingSalon, type ErasingSalon } from '#support/erasing.ts';
import { openTestInstance, type TestInstance } from '#support/instance.ts';
import { wholeOrganization } from '#support/organizations.ts';

let hub: TestInstance;
let lumi: ErasingSalon['lumi'];
let carla: ErasingSalon['carla'];
let dana: ErasingSalon['dana'];
let olga: ErasingSalon['olga'];
let colleague: ErasingSalon['colleague'];
let erase: ErasingSalon['erase'];
let there: ErasingSalon['there'];

beforeAll(async () => {
	hub = await openTestInstance();
});
afterAll(() => hub.close());
beforeEach(async () => {
	({ lumi, carla, dana, olga, colleague, erase, there } = await erasingSalon(hub));
});

/** An erasure that `actor` writes into the database, past every rule of ours. */
const approval = (actor: Member, { memberId }: Member) =>
	asMember(
		hub.database,
		actor,
		(tx) => tx`insert into erasures (org_id, erases, customer_hash, approved_by)
			values (${lumi.orgId}, ${carla.id}, '\\x00', ${memberId})`
	);

describe('nobody but an owner', () => {
	it('erases a customer: refused by the rule and by the database, whatever she types', async () => {
		for (const role of ['admin', 'manager', 'agent', 'viewer'] as MemberRole[]) {
			const who = await colleague(role);
			await expect(erase(who)).rejects.toMatchObject({ refusal: 'forbidden' });
			const asOwner = { ...who, actor: { ...who.actor, role: 'owner' as const } };
			await expect(erase(asOwner), role).rejects.toMatchObject({ refusal: 'forbidden' });
			await expect(approval(asOwner.actor, who.actor)).rejects.toThrow('row-level security');
			const { count } = await asMember(
				hub.database,
				asOwner.actor,
				(tx) => tx`delete from customers where id = ${carla.id}`
			);
			expect(count, 'a customer with cases stays').toBe(0);
		}
		expect(await there()).toBe(true);
	});

	it('not even an owner in another’s name, one who was demoted, or the neighbour', async () => {
		const other = await colleague('owner');
		await expect(approval(olga.actor, other.actor)).rejects.toThrow('row-level security');
		await hub.fresh.owner`update members set role = 'admin' where id = ${olga.actor.memberId}`;
		await expect(erase()).rejects.toMatchObject({ refusal: 'forbidden' });
		const neighbour = await wholeOrganization(hub.fresh.owner, 'Studio Neighbour');
		await expect(erase(other, neighbour.customers[0]?.id)).rejects.toMatchObject({ refusal: 'not-found' });
		expect(await there()).toBe(true);
	});

	it('nor the worker without an approval, and no erasure keeps saying whom', async () => {
		const removed = await asWorker(
			hub.database,
			lumi.orgId,
			(tx) => tx`delete from customers where id = ${carla.id}`
		);
		expect(removed.count).toBe(0);
		const naming = asMember(
			hub.database,
			olga.actor,
			(tx) => tx`
			insert into erasures (org_id, erases, customer_hash, approved_by)
			values (${lumi.orgId}, ${carla.id}, '\\x00', ${olga.actor.memberId})`
		);
		await expect(naming).rejects.toThrow('an erasure names nobody');
		expect(await there()).toBe(true);
	});

	it('nor an owner who approves what was withdrawn meanwhile, while without a request she may', async () => {
		const { owner } = hub.fresh;
		const [first] = await owner<
			{ id: string }[]
		>`select id from customer_data_requests where customer_id = ${carla.id}`;
		await owner`update customer_data_requests set status = 'withdrawn' where customer_id = ${carla.id}`;
		const approve = (request = first?.id ?? '') => erase(olga, carla.id, { request });
		const takenBack = {
			refusal: 'conflict',
			message: expect.stringContaining('withdrawn the request') as string
		};
		await expect(approve()).rejects.toMatchObject(takenBack);
		const [second] = await owner<
			{ id: string }[]
		>`insert into customer_data_requests (org_id, customer_id) values (${lumi.orgId}, ${carla.id}) returning id`;
		await expect(approve(), 'she asked anew').rejects.toMatchObject(takenBack);
		expect(await there()).toBe(true);
		await approve(second?.id);
		expect(await there()).toBe(false);
		await owner`delete from customer_data_requests where customer_id = ${dana.id}`;
		await erase(olga, dana.id, { name: 'Dana Customer' });
		expect(await there(dana.id)).toBe(false);
	});

	it('nor an owner who mistypes the name or her password, which she may try ten times', async () => {
		await expect(erase(olga, carla.id, { name: 'Dana Customer' })).rejects.toMatchObject({
			fields: { name: expect.any(String) as string }
		});
		for (let turn = 0; turn < 10; turn++)
			await expect(erase(olga, carla.id, { password: randomUUID() })).rejects.toMatchObject({
				fields: { password: expect.any(String) as string }
			});
		await expect(erase()).rejects.toMatchObject({ refusal: 'too-many' });
		await hub.fresh.owner`delete from attempts`;
		await erase(olga, carla.id, { name: '  carla   CUSTOMER ' });
		expect(await there()).toBe(false);
	});
});
