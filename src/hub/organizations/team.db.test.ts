import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person } from '#support/people.ts';
import { asMember, type Member, type MemberRole } from './actor.ts';
import { changeRole, listTeam, removeMember } from './team.ts';

let fresh: FreshDatabase;
let lumi: string;
let neighbour: string;
let team: Record<MemberRole, Member>;
let stranger: Member;

beforeAll(async () => {
	fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

beforeEach(async () => {
	lumi = await organization(fresh.owner, 'Studio Lumi');
	neighbour = await organization(fresh.owner, 'Studio Neighbour');
	const join = async (role: MemberRole) =>
		joins(fresh.owner, await person(fresh.owner, `${role} person`), lumi, role);
	const [owner, admin, manager, agent, viewer] = await Promise.all([
		join('owner'),
		join('admin'),
		join('manager'),
		join('agent'),
		join('viewer')
	]);
	team = { owner, admin, manager, agent, viewer };
	stranger = await joins(fresh.owner, await person(fresh.owner, 'Nina Neighbour'), neighbour, 'owner');
});

const as = <T>(actor: Member, verb: Parameters<typeof asMember<T>>[2]) =>
	asMember(fresh.database, actor, verb);
const roleNow = async (member: Member) => {
	const [row] = await fresh.owner<
		{ role: MemberRole }[]
	>`select role from members where id = ${member.memberId}`;
	return row?.role ?? 'removed';
};
const change = (actor: Member, member: Member, role: MemberRole) =>
	as(actor, (tx) => changeRole(tx, actor, { member: member.memberId, role }));
const remove = (actor: Member, member: Member) =>
	as(actor, (tx) => removeMember(tx, actor, { member: member.memberId }));
/** Past the verbs, as somebody would who could write SQL of her own. */
const bySql = (actor: Member, member: Member, role: MemberRole) =>
	fresh.database.transaction(
		'hub_member',
		{ org: actor.orgId, person: actor.personId },
		(tx) => tx`update members set role = ${role} where id = ${member.memberId}`
	);

describe('the team', () => {
	it('is seen by everybody in it, and by no neighbour, whose own team exists', async () => {
		for (const actor of Object.values(team)) {
			const seen = await as(actor, (tx) => listTeam(tx, actor));
			expect(seen.map((one) => one.role)).toEqual(['owner', 'admin', 'manager', 'agent', 'viewer']);
		}
		const seen = await as(stranger, (tx) => listTeam(tx, stranger));
		expect(seen.map((one) => one.name)).toEqual(['Nina Neighbour']);
	});
});

describe('a role', () => {
	it('is given and taken by an owner, whatever it is', async () => {
		await change(team.owner, team.agent, 'owner');
		expect(await roleNow(team.agent)).toBe('owner');
		await change(team.owner, team.agent, 'viewer');
		expect(await roleNow(team.agent)).toBe('viewer');
	});

	it('is given by an admin, but never owner, nor taken from one', async () => {
		await change(team.admin, team.agent, 'manager');
		expect(await roleNow(team.agent)).toBe('manager');
		await expect(change(team.admin, team.agent, 'owner')).rejects.toMatchObject({ refusal: 'forbidden' });
		await expect(change(team.admin, team.admin, 'owner')).rejects.toMatchObject({ refusal: 'forbidden' });
		await expect(change(team.admin, team.owner, 'agent')).rejects.toMatchObject({ refusal: 'forbidden' });
		await expect(remove(team.admin, team.owner)).rejects.toMatchObject({ refusal: 'forbidden' });
		expect(await roleNow(team.owner)).toBe('owner');
	});

	it('is not given by managers, agents and viewers, to themselves least of all', async () => {
		for (const actor of [team.manager, team.agent, team.viewer]) {
			await expect(change(actor, actor, 'owner')).rejects.toMatchObject({ refusal: 'forbidden' });
			await expect(remove(actor, team.admin)).rejects.toMatchObject({ refusal: 'forbidden' });
		}
		expect(await roleNow(team.admin)).toBe('admin');
	});

	it('is refused by the database itself to whoever may not give it', async () => {
		for (const actor of [team.manager, team.agent, team.viewer])
			expect((await bySql(actor, team.agent, 'admin')).count).toBe(0);
		await expect(bySql(team.admin, team.agent, 'owner')).rejects.toThrow(/row-level security/);
		expect((await bySql(team.admin, team.owner, 'viewer')).count).toBe(0);
		expect((await bySql(team.owner, team.agent, 'admin')).count).toBe(1);
	});

	it('of a neighbour is not found, and stays', async () => {
		await expect(change(team.owner, stranger, 'viewer')).rejects.toMatchObject({ refusal: 'not-found' });
		await expect(remove(team.owner, stranger)).rejects.toMatchObject({ refusal: 'not-found' });
		expect(await roleNow(stranger)).toBe('owner');
	});

	it('is never given by a plain insert', async () => {
		await expect(
			fresh.database.transaction(
				'hub_member',
				{ org: lumi, person: team.owner.personId },
				(tx) =>
					tx`insert into members (org_id, person_id, role) values (${lumi}, ${stranger.personId}, 'owner')`
			)
		).rejects.toThrow(/permission denied/);
	});
});

describe('the last owner', () => {
	it('cannot step down or be removed; with a second one she can', async () => {
		await expect(change(team.owner, team.owner, 'admin')).rejects.toMatchObject({ refusal: 'conflict' });
		await expect(remove(team.owner, team.owner)).rejects.toMatchObject({ refusal: 'conflict' });
		expect(await roleNow(team.owner)).toBe('owner');
		await change(team.owner, team.admin, 'owner');
		await remove(team.owner, team.owner);
		expect(await roleNow(team.owner)).toBe('removed');
	});

	it('stays when two owners demote each other at the same moment, every time', async () => {
		for (let round = 0; round < 20; round++) {
			const org = await organization(fresh.owner, 'Two owners');
			const anna = await joins(fresh.owner, { ...(await nobody(`Anna ${round}`)) }, org, 'owner');
			const bea = await joins(fresh.owner, { ...(await nobody(`Bea ${round}`)) }, org, 'owner');
			const outcomes = await Promise.allSettled([change(anna, bea, 'agent'), remove(bea, anna)]);
			const [{ owners } = { owners: 0 }] = await fresh.owner<{ owners: number }[]>`
				select count(*)::int as owners from members where org_id = ${org} and role = 'owner'`;
			expect(owners).toBe(1);
			expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
		}
	});

	it('goes with the organization itself', async () => {
		await fresh.owner`delete from organizations where id = ${lumi}`;
		expect(await roleNow(team.owner)).toBe('removed');
	});
});

/** A person without a password, so that many are made quickly. */
async function nobody(name: string) {
	const [row] = await fresh.owner<
		{ id: string; email: string }[]
	>`insert into people (email, email_normalized, name)
		values (gen_random_uuid() || '@example.com', gen_random_uuid() || '@example.com', ${name}) returning id, email`;
	return { id: row?.id ?? '', email: row?.email ?? '', name, password: '' };
}
