import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { beginNudge } from '#hub/inquiries/changes-sql.ts';
import { receiveMessage } from '#hub/messages/receive.ts';
import { asMember, asWorker, type Member } from '#hub/organizations/actor.ts';
import { deliverMail } from '#hub/outbox/deliver.ts';
import { customer, type TestCustomer } from '#support/customers.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person, testHub } from '#support/people.ts';
import { openSmtp, type TestSmtp } from '#support/smtp.ts';
import type { NotificationChoice } from './schema.ts';
import { notifyMember } from './tasks.ts';
import { chooseNotifications, notificationChoice } from './verbs.ts';

let fresh: FreshDatabase;
let smtp: TestSmtp;
let hub: ReturnType<typeof testHub>;
let orgId: string;
let owner: Member;
let agent: Member;
let viewer: Member;
let carla: TestCustomer;
let inquiryId: string;

beforeAll(async () => {
	[fresh, smtp] = await Promise.all([freshDatabase(), openSmtp()]);
	hub = testHub(fresh.database, { SMTP_URL: smtp.url, MAIL_FROM: 'Customer Hub <hub@mail.example>' });
});
afterAll(() => Promise.all([fresh.drop(), smtp.close()]));
beforeEach(async () => {
	smtp.received.length = 0;
	orgId = await organization(fresh.owner, 'Studio Lumi');
	const join = async (name: string, role: Member['role']) =>
		joins(fresh.owner, await person(fresh.owner, name), orgId, role);
	[owner, agent, viewer] = await Promise.all([
		join('Olga Owner', 'owner'),
		join('Anton Agent', 'agent'),
		join('Vera Viewer', 'viewer')
	]);
	carla = await customer(fresh.owner, orgId, 'Carla Customer');
	inquiryId = await openCase();
	await fresh.owner`delete from graphile_worker._private_jobs`;
});

async function openCase(assignee: Member | null = null): Promise<string> {
	const id = randomUUID();
	await fresh.owner`insert into inquiries (org_id, id, number, customer_id, subject, assignee_id)
		values (${orgId}, ${id}, ${Math.ceil(Math.random() * 1e6)}, ${carla.id}, 'My secret wedding', ${assignee?.memberId ?? null})`;
	return id;
}
/** The customer writes; `automatic` for a machine of hers. */
const writes = (body = 'Are you free on my secret day?', automatic = false) =>
	asWorker(fresh.database, orgId, (tx) =>
		receiveMessage(tx, { orgId, inquiryId, customerId: carla.id, channel: 'portal', body, automatic })
	);
const assigns = (actor: Member, to: Member | null) =>
	asMember(
		fresh.database,
		actor,
		(tx) =>
			tx`update inquiries set assignee_id = ${to?.memberId ?? null} where org_id = ${orgId} and id = ${inquiryId}`
	);
const reads = (actor: Member) =>
	asMember(
		fresh.database,
		actor,
		(tx) => tx`insert into inquiry_reads (org_id, inquiry_id, member_id, read_at)
			values (${orgId}, ${inquiryId}, ${actor.memberId}, now() + interval '1 second')`
	);
const chooses = (actor: Member, choice: Partial<NotificationChoice>) =>
	asMember(fresh.database, actor, async (tx) =>
		chooseNotifications(tx, actor, { ...(await notificationChoice(tx)), ...choice })
	);

type Job = { memberId: string; key: string; seconds: number; payload: unknown };
/** What the queue holds for members, and in how many seconds each is due. */
const jobs = () => fresh.owner<Job[]>`
	select payload ->> 'memberId' as "memberId", key, payload, round(extract(epoch from run_at - now()))::int as seconds
	from graphile_worker._private_jobs join graphile_worker._private_tasks tasks on tasks.id = task_id
	where identifier = 'notify_member' order by key`;

const notForCustomers = () => {
	throw new Error('this mail is for no customer');
};

/** Lets the time pass: all jobs run and their mails leave. Answers who got which subject. */
async function later(): Promise<string[][]> {
	for (const { payload } of await jobs()) await notifyMember(hub, payload);
	const mails = await fresh.owner<
		{ id: string }[]
	>`select id from outbox_mails where org_id = ${orgId} and state = 'queued'`;
	for (const { id } of mails)
		await deliverMail(hub, { mail: id }, { openPortal: notForCustomers, dress: notForCustomers });
	return smtp.received.map(({ to, parsed }) => [to[0] ?? '', parsed.subject ?? '']).sort();
}
const address = async ({ personId }: Member) => {
	const [row] = await fresh.owner<{ email: string }[]>`select email from people where id = ${personId}`;
	return row?.email ?? '';
};

describe('a member is told by mail', () => {
	it('the name of a friend who wrote by a referral link, before it is known who she is', async () => {
		await fresh.owner`update inquiries set customer_id = null, source = 'referral' where id = ${inquiryId}`;
		await fresh.owner`insert into referrals (org_id, referrer_id, friend_name, friend_email, inquiry_id, settled_at)
			values (${orgId}, ${carla.id}, 'Ruth Adeyemi', 'ruth@example.com', ${inquiryId}, null)`;
		await asWorker(fresh.database, orgId, (tx) =>
			receiveMessage(tx, {
				orgId,
				inquiryId,
				customerId: null,
				channel: 'portal',
				body: 'Hello',
				unverified: true
			})
		);
		const [[, subject] = []] = await later();
		expect(subject).toMatch(/Ruth Adeyemi/);
	});

	it('once about ten bubbles, five minutes after the first, without a word of them', async () => {
		for (let bubble = 0; bubble < 10; bubble++) await writes();
		const [job, ...more] = await jobs();
		expect(more).toEqual([]);
		expect(job?.memberId).toBe(owner.memberId);
		expect(job?.seconds).toBeGreaterThan(295);
		expect(job?.seconds).toBeLessThanOrEqual(300);
		const sent = await later();
		expect(sent).toEqual([
			[await address(owner), expect.stringMatching(/^Carla Customer wrote 10 messages \(\w+-\d{6}\)$/)]
		]);
		const [{ raw, parsed }] = smtp.received as [(typeof smtp.received)[0]];
		expect(parsed.headers.get('auto-submitted')).toBe('auto-generated');
		expect(parsed.text).toContain(`https://hub.example/inbox/${inquiryId}`);
		expect(parsed.text).toMatch(/opened case/);
		expect(raw).not.toMatch(/secret/);
		// What comes next begins anew.
		await writes();
		expect(await jobs()).not.toEqual([]);
		smtp.received.length = 0;
		expect(await later()).toEqual([
			[await address(owner), expect.stringMatching(/^Carla Customer wrote a message/)]
		]);
	});

	it('if the case is hers, or if she wants those of nobody or all; the owner of every one', async () => {
		await writes();
		expect((await jobs()).map(({ memberId }) => memberId)).toEqual([owner.memberId]);
		await chooses(agent, { cases: 'unassigned' });
		await chooses(owner, { cases: 'mine' });
		await writes();
		expect(new Set((await jobs()).map(({ memberId }) => memberId))).toEqual(
			new Set([owner.memberId, agent.memberId])
		);
		await later();
		await fresh.owner`delete from graphile_worker._private_jobs`;
		await assigns(owner, owner);
		await writes();
		expect((await jobs()).map(({ memberId }) => memberId)).toEqual([owner.memberId]);
	});

	it('at once or never, as she chose; and a viewer or an automatic mail makes none', async () => {
		await chooses(owner, { newCases: 'off', replies: 'now' });
		await writes();
		expect(await jobs()).toEqual([]);
		await writes('I am out of the office', true);
		expect(await jobs()).toEqual([]);
		await writes();
		const [job] = await jobs();
		expect(job?.seconds).toBeLessThanOrEqual(15);
		await expect(chooses(viewer, { cases: 'all' })).rejects.toThrow();
	});

	it('when somebody gives her a case, and not when she takes it herself', async () => {
		await assigns(agent, agent);
		expect(await jobs()).toEqual([]);
		await assigns(owner, null);
		await assigns(owner, agent);
		expect(await later()).toEqual([
			[await address(agent), expect.stringMatching(/^Case of Carla Customer is now yours/)]
		]);
	});

	it('not of what she has read meanwhile', async () => {
		await writes();
		await reads(owner);
		expect(await later()).toEqual([]);
		expect(await fresh.owner`select from notifications where org_id = ${orgId}`).toHaveLength(0);
	});

	it('when the customer has not answered in time, once, and not when she has', async () => {
		const nudge = () => asWorker(fresh.database, orgId, (tx) => beginNudge(tx, inquiryId));
		const remind = (seconds: number) =>
			asMember(
				fresh.database,
				agent,
				(
					tx
				) => tx`update inquiries set follow_up_at = now() + make_interval(secs => ${seconds}), follow_up_by = ${agent.memberId}
					where org_id = ${orgId} and id = ${inquiryId}`
			);
		await remind(3600);
		await nudge();
		expect(await jobs()).toEqual([]);
		await remind(-1);
		await nudge();
		await nudge();
		expect(await later()).toEqual([
			[await address(agent), expect.stringMatching(/^No answer yet from Carla Customer/)]
		]);
		smtp.received.length = 0;
		await remind(-1);
		await chooses(owner, { replies: 'off', newCases: 'off' });
		await writes();
		await nudge();
		expect(await later()).toEqual([]);
	});

	it('never about a neighbour’s case, and no longer once she or the case is gone', async () => {
		const nina = await joins(
			fresh.owner,
			await person(fresh.owner, 'Nina'),
			await organization(fresh.owner, 'Neighbour'),
			'owner'
		);
		await chooses(agent, { cases: 'all' });
		await writes();
		const waiting = await jobs();
		expect(waiting.map(({ memberId }) => memberId).sort()).toEqual([owner.memberId, agent.memberId].sort());
		expect(waiting.some(({ memberId }) => memberId === nina.memberId)).toBe(false);
		await fresh.owner`delete from members where org_id = ${orgId} and id = ${agent.memberId}`;
		for (const { payload } of waiting) await notifyMember(hub, payload);
		const rows = () => fresh.owner`select recipient from outbox_mails where org_id = ${orgId}`;
		expect(await rows()).toEqual([{ recipient: await address(owner) }]);
		await fresh.owner`delete from inquiries where org_id = ${orgId} and id = ${inquiryId}`;
		expect(await rows()).toEqual([]);
	});
});

describe('what she chose', () => {
	it('is hers alone: a colleague neither sees nor changes it, and it exists', async () => {
		await chooses(agent, { cases: 'all', replies: 'off' });
		expect(await asMember(fresh.database, agent, notificationChoice)).toMatchObject({
			cases: 'all',
			replies: 'off'
		});
		expect(await asMember(fresh.database, owner, notificationChoice)).toMatchObject({
			cases: 'all',
			replies: 'batched'
		});
		const asOwner = (work: Parameters<typeof asMember>[2]) => asMember(fresh.database, owner, work);
		expect(await asOwner((tx) => tx`select from notification_settings`)).toHaveLength(0);
		expect(
			((await asOwner((tx) => tx`update notification_settings set replies = 'now'`)) as { count: number })
				.count
		).toBe(0);
		await expect(
			asOwner((tx) =>
				chooseNotifications(
					tx,
					{ ...owner, memberId: agent.memberId },
					{
						cases: 'mine',
						newCases: 'off',
						replies: 'off',
						assignments: 'off',
						followUps: 'off'
					}
				)
			)
		).rejects.toThrow(/row-level security/);
		expect(
			await fresh.owner`select from notification_settings where member_id = ${agent.memberId} and replies = 'off'`
		).toHaveLength(1);
	});
});
