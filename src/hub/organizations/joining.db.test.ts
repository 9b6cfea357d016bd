import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { currentSession, signIn } from '#hub/people/sign-in.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { from, joins, organization, personWithPassword, testHub, type TestPerson } from '#support/people.ts';
import { asMember, type Member, type MemberRole } from './actor.ts';
import { invite, inviteAgain, listInvitations, withdraw } from './invitations.ts';
import { joinAsNew, joinBySigningIn, joinSignedIn, readInvitation } from './joining.ts';
import { changeRole, listTeam } from './team.ts';

let fresh: FreshDatabase;
let hub: ReturnType<typeof testHub>;
let lumi: string;
let olga: TestPerson;
let owner: Member;
let admin: Member;
let agent: Member;

beforeAll(async () => {
	fresh = await freshDatabase();
	hub = testHub(fresh.database);
});
afterAll(() => fresh.drop());
beforeEach(async () => {
	lumi = await organization(fresh.owner, 'Studio Lumi');
	olga = await personWithPassword(fresh.owner, 'Olga Owner');
	owner = await joins(fresh.owner, olga, lumi, 'owner');
	admin = await joins(fresh.owner, await personWithPassword(fresh.owner, 'Ada Admin'), lumi, 'admin');
	agent = await joins(fresh.owner, await personWithPassword(fresh.owner, 'Anton Agent'), lumi, 'agent');
});

const as = <T>(actor: Member, verb: Parameters<typeof asMember<T>>[2]) =>
	asMember(fresh.database, actor, verb);
const inviteBy = (actor: Member, email: string, role: MemberRole) =>
	as(actor, (tx) => invite(hub, tx, actor, { email, role }));
const pending = (actor: Member) => as(actor, (tx) => listInvitations(hub, tx, actor));
async function tokenFor(actor: Member, email: string): Promise<string> {
	const found = (await pending(actor)).find((one) => one.email === email);
	return found?.link?.split('/').at(-1) ?? '';
}
const newcomer = { name: 'Nora New', newPassword: 'a long enough phrase' };
const teamNames = async () =>
	(await as(owner, (tx) => listTeam(tx, owner))).map((one) => `${one.name} ${one.role}`);

describe('inviting', () => {
	it('writes invitation, mail and job at once; the mail itself opens nothing', async () => {
		await inviteBy(owner, 'Nora@Example.com', 'manager');
		const [invited] = await pending(owner);
		expect(invited).toMatchObject({ email: 'nora@example.com', role: 'manager', invitedBy: owner.memberId });
		expect(invited?.link).toMatch(/^https:\/\/hub\.example\/invitation\/[\w-]{43}$/);
		const [mail] = await fresh.owner<{ id: string; text: string; recipient: string; subject: string }[]>`
			select id, body_text || body_html as text, recipient, subject from outbox_mails where org_id = ${lumi}`;
		expect(mail).toMatchObject({
			recipient: 'nora@example.com',
			subject: 'Olga Owner invites you to Studio Lumi'
		});
		expect(mail?.text).toContain('{link}');
		const token = await tokenFor(owner, 'nora@example.com');
		const [dump] = await fresh.owner<
			{ text: string }[]
		>`select (select string_agg(i::text, '') from invitations i)
			|| (select string_agg(m::text, '') from outbox_mails m) as text`;
		expect(dump?.text).not.toContain(token);
		const jobs =
			await fresh.owner`select from graphile_worker._private_jobs where payload ->> 'mail' = ${mail?.id ?? ''}`;
		expect(jobs).toHaveLength(1);
	});

	it('is for owners and admins, and an owner is invited by an owner alone', async () => {
		await expect(inviteBy(agent, 'a@example.com', 'viewer')).rejects.toMatchObject({ refusal: 'forbidden' });
		await expect(inviteBy(admin, 'a@example.com', 'owner')).rejects.toMatchObject({ refusal: 'forbidden' });
		await inviteBy(admin, 'a@example.com', 'admin');
		await inviteBy(owner, 'b@example.com', 'owner');
		expect((await pending(owner)).map((one) => one.email).sort()).toEqual(['a@example.com', 'b@example.com']);
	});

	it('shows an admin no link with which she would make herself an owner', async () => {
		await inviteBy(owner, 'b@example.com', 'owner');
		expect(await pending(owner)).toHaveLength(1);
		expect(await pending(admin)).toEqual([]);
		const rows = await fresh.database.transaction(
			'hub_member',
			{ org: lumi, person: admin.personId },
			(tx) => tx`select from invitations`
		);
		expect(rows).toHaveLength(0);
	});

	it('is refused by the database itself to whoever may not', async () => {
		const insert = (actor: Member, role: string, invitedBy: string) =>
			fresh.database.transaction(
				'hub_member',
				{ org: lumi, person: actor.personId },
				(tx) =>
					tx`insert into invitations (org_id, email, role, token_hash, invited_by, expires_at)
					values (${lumi}, gen_random_uuid() || '@example.com', ${role}, gen_random_uuid()::text::bytea, ${invitedBy}, now() + interval '1 day')`
			);
		await expect(insert(agent, 'viewer', agent.memberId)).rejects.toThrow(/row-level security/);
		await expect(insert(admin, 'owner', admin.memberId)).rejects.toThrow(/row-level security/);
		// Nobody invites in another one's name: the invitation would live by her rights.
		await expect(insert(admin, 'viewer', owner.memberId)).rejects.toThrow(/row-level security/);
		await insert(admin, 'viewer', admin.memberId);
	});

	it('refuses a member and an address that is invited already', async () => {
		await expect(inviteBy(owner, olga.email.toUpperCase(), 'agent')).rejects.toMatchObject({
			fields: { email: expect.stringContaining('member') as string }
		});
		await inviteBy(owner, 'nora@example.com', 'agent');
		await expect(inviteBy(admin, 'NORA@example.com', 'agent')).rejects.toMatchObject({
			fields: { email: expect.stringContaining('invited already') as string }
		});
	});
});

describe('an invitation', () => {
	it('says what it offers, however often it is looked at, and makes a new person a member once', async () => {
		await inviteBy(owner, 'nora@example.com', 'manager');
		const token = await tokenFor(owner, 'nora@example.com');
		for (let look = 0; look < 3; look++)
			expect(await readInvitation(hub, token)).toMatchObject({
				organization: 'Studio Lumi',
				email: 'nora@example.com',
				role: 'manager',
				invitedBy: 'Olga Owner',
				known: false
			});
		for (const newPassword of ['nora@example.com', 'Studio Lumi'])
			await expect(joinAsNew(hub, token, { ...newcomer, newPassword }, from())).rejects.toMatchObject({
				fields: { newPassword: expect.stringContaining('guess first') as string }
			});
		const { token: session } = await joinAsNew(hub, token, newcomer, from());
		expect(await currentSession(fresh.database, session)).toMatchObject({
			person: { name: 'Nora New', email: 'nora@example.com' },
			member: { orgId: lumi, role: 'manager' }
		});
		await expect(joinAsNew(hub, token, newcomer, from())).rejects.toMatchObject({ refusal: 'conflict' });
		expect(await readInvitation(hub, token)).toBeNull();
		await signIn(hub, { email: 'nora@example.com', password: newcomer.newPassword }, from());
	});

	it('makes one member when it is used twice at the same moment', async () => {
		await inviteBy(owner, 'twice@example.com', 'viewer');
		const token = await tokenFor(owner, 'twice@example.com');
		const outcomes = await Promise.allSettled(
			[1, 2, 3, 4].map(() => joinAsNew(hub, token, newcomer, from()))
		);
		expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1);
		expect((await teamNames()).filter((name) => name.startsWith('Nora New'))).toHaveLength(1);
	});

	it('is for its address: somebody known must sign in as that very person', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida Invited');
		const eve = await personWithPassword(fresh.owner, 'Eve');
		await inviteBy(owner, ida.email, 'agent');
		const token = await tokenFor(owner, ida.email);
		expect(await readInvitation(hub, token)).toMatchObject({ known: true });
		await expect(joinAsNew(hub, token, newcomer, from())).rejects.toMatchObject({ refusal: 'conflict' });
		const asEve = await signIn(hub, eve, from());
		await expect(joinSignedIn(hub, token, asEve.token)).rejects.toMatchObject({ refusal: 'conflict' });
		await expect(joinBySigningIn(hub, token, { password: eve.password }, from())).rejects.toMatchObject({
			refusal: 'invalid'
		});
		expect(await teamNames()).toHaveLength(3);
		const opened = await joinBySigningIn(hub, token, { password: ida.password }, from());
		expect(await currentSession(fresh.database, opened.token)).toMatchObject({
			member: { orgId: lumi, role: 'agent' }
		});
	});

	it('is accepted with one click by whoever is signed in as that person', async () => {
		const ida = await personWithPassword(fresh.owner, 'Ida Invited');
		await joins(fresh.owner, ida, await organization(fresh.owner, 'Elsewhere'), 'owner');
		await inviteBy(owner, ida.email, 'agent');
		const { token: session } = await signIn(hub, ida, from());
		await joinSignedIn(hub, await tokenFor(owner, ida.email), session);
		expect(await currentSession(fresh.database, session)).toMatchObject({
			member: { orgId: lumi, role: 'agent' }
		});
	});

	it('is dead once withdrawn, expired, sent anew, or when its maker lost the right', async () => {
		const dead = async (email: string, kill: (token: string) => Promise<unknown>) => {
			await inviteBy(admin, email, 'agent');
			const token = await tokenFor(admin, email);
			expect(await readInvitation(hub, token)).not.toBeNull();
			await kill(token);
			expect(await readInvitation(hub, token), email).toBeNull();
			await expect(joinAsNew(hub, token, newcomer, from())).rejects.toMatchObject({ refusal: 'conflict' });
		};
		const idOf = async (email: string) => (await pending(owner)).find((one) => one.email === email)?.id ?? '';
		await dead('withdrawn@example.com', async () =>
			as(admin, async (tx) => withdraw(tx, admin, { invitation: await idOf('withdrawn@example.com') }))
		);
		await dead(
			'expired@example.com',
			() => fresh.owner`update invitations set expires_at = now() where email = 'expired@example.com'`
		);
		await dead('anew@example.com', async () =>
			as(admin, async (tx) => inviteAgain(hub, tx, admin, { invitation: await idOf('anew@example.com') }))
		);
		expect(await readInvitation(hub, await tokenFor(admin, 'anew@example.com'))).not.toBeNull();
		await dead('demoted@example.com', () =>
			as(owner, (tx) => changeRole(tx, owner, { member: admin.memberId, role: 'agent' }))
		);
	});

	it('of a neighbour is neither seen nor withdrawn', async () => {
		await inviteBy(owner, 'nora@example.com', 'agent');
		const nina = await joins(
			fresh.owner,
			await personWithPassword(fresh.owner, 'Nina'),
			await organization(fresh.owner, 'Neighbour'),
			'owner'
		);
		const invitation = (await pending(owner))[0]?.id ?? '';
		expect(await pending(nina)).toEqual([]);
		await expect(as(nina, (tx) => withdraw(tx, nina, { invitation }))).rejects.toMatchObject({
			refusal: 'not-found'
		});
		expect(await pending(owner)).toHaveLength(1);
	});
});
