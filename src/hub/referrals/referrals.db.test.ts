import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { addCustomer } from '#hub/customers/verbs.ts';
import { deleteCase, restoreCase } from '#hub/inquiries/change.ts';
import { closeCase, reopenCase } from '#hub/inquiries/close.ts';
import { mergeCustomers, undoMerge } from '#hub/merges/verbs.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { readPortal } from '#hub/portal/page.ts';
import { hashToken } from '#platform/tokens.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person, testHub } from '#support/people.ts';
import { readReferralPage, recommendedFriendWrites } from './landing.ts';
import { referralLedger } from './ledger.ts';
import { changeReferralProgram, referralLinkOf } from './program.ts';
import { friendForm, ledgerRequest, programForm } from './schema.ts';
import { referralOfCase, sayWhoItIs, settleReferral } from './settle.ts';
import { newStamp } from './stamp.ts';

let fresh: FreshDatabase;
let hub: ReturnType<typeof testHub>;
let olga: Member;
let viewer: Member;
let orla: string;
let orlasPortal: string;
let token: string;
let anna: string;

const as = <T>(work: Parameters<typeof asMember<T>>[2], actor = olga) =>
	asMember(fresh.database, actor, work);

async function customer(name: string, email: string | null, phone: string | null = null): Promise<string> {
	const details = { name, email, phone, address: null, locale: null, anyway: true };
	const added = await as((tx) => addCustomer(tx, olga, details, hub.secrets.derive('portal-token')));
	if (!('id' in added)) throw new Error(`${name} was not added`);
	return added.id;
}

async function portalOf(id: string): Promise<string> {
	const portal = newPortalToken();
	await fresh.owner`update customers set portal_token_hash = ${hashPortalToken(portal)} where id = ${id}`;
	return portal;
}
const card = async (portal = orlasPortal) => (await readPortal(fresh.database, portal, 30))?.referral ?? null;

const program = (more: Record<string, string> = {}, actor = olga) =>
	as(
		(tx) =>
			changeReferralProgram(hub, tx, actor, programForm.parse({ on: 'true', reward: '10 € off', ...more })),
		actor
	);

beforeAll(async () => {
	fresh = await freshDatabase();
	hub = testHub(fresh.database);
});
afterAll(() => fresh.drop());
beforeEach(async () => {
	await fresh.owner`delete from attempts`;
	const orgId = await organization(fresh.owner, 'Studio Lumi');
	olga = await joins(fresh.owner, await person(fresh.owner, 'Olga'), orgId, 'owner');
	viewer = await joins(fresh.owner, await person(fresh.owner, 'Vera'), orgId, 'viewer');
	orla = await customer('🌷 Orla Fitzgerald', 'orla@example.com', '+353 85 1234567');
	anna = await customer('Anna Smith', 'anna@example.com');
	orlasPortal = await portalOf(orla);
	await program();
	token = (referralLinkOf(hub, (await card())?.link ?? null) ?? '').split('/r/')[1] ?? '';
});

const EARLIER = 60_000;
const friend = (more: Record<string, string> = {}, by = token) =>
	friendForm.parse({
		name: 'Ruth Adeyemi',
		email: 'ruth@example.com',
		phone: '',
		message: 'Would a long bob suit me?',
		stamp: newStamp(hub, by, new Date(Date.now() - EARLIER)),
		...more
	});
const network = () => `10.${[0, 0, 0].map(() => Math.floor(Math.random() * 250)).join('.')}`;
const send = (form = friend(), by = token, from = network()) =>
	recommendedFriendWrites(hub, by, form, { network: from, now: new Date() });

/** Does what the worker does with the referrals that wait. */
async function work(): Promise<void> {
	const jobs = await fresh.owner<
		{ payload: unknown }[]
	>`select payload from graphile_worker._private_jobs as jobs
		join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id where identifier = 'settle_referral' order by jobs.id`;
	await fresh.owner`delete from graphile_worker._private_jobs`;
	for (const { payload } of jobs) await settleReferral(hub, payload);
}

type Row = {
	id: string;
	friendId: string | null;
	inquiryId: string;
	refusal: string | null;
	creditedAt: Date | null;
};
const referrals = () => fresh.owner<Row[]>`
	select id, friend_id as "friendId", inquiry_id as "inquiryId", refusal, credited_at as "creditedAt" from referrals
	where org_id = ${olga.orgId} order by created_at, id`;
const only = async () => {
	const [row, ...more] = await referrals();
	if (!row || more.length) throw new Error('there is not one referral');
	return row;
};
const customers = () => fresh.owner<
	{ id: string; name: string; email: string | null; phone: string | null }[]
>`
	select id, name, email, phone from customers where org_id = ${olga.orgId} order by created_at, name`;
/** As if the desk's page had shown the newest message. */
const close = async (inquiryId: string, outcome: 'won' | 'lost') => {
	const [message] = await fresh.owner<
		{ id: string }[]
	>`select id from messages where inquiry_id = ${inquiryId} order by created_at desc limit 1`;
	await as((tx) =>
		closeCase(tx, olga, { inquiryId, outcome, reason: null, value: null, seen: message?.id ?? null })
	);
};
const timeline = async (inquiryId: string) =>
	(
		await fresh.owner<{ kind: string; referral: string | null }[]>`
			select kind, details ->> 'referral' as referral from inquiry_events where inquiry_id = ${inquiryId} order by created_at, place`
	).flatMap(({ kind, referral }) => (kind === 'referral' ? [referral] : []));
const say = (friendId: string, actor = olga) =>
	only().then(({ inquiryId }) =>
		as((tx) => sayWhoItIs(hub, tx, actor, { inquiryId, friend: friendId }), actor)
	);

describe('the referral program', () => {
	it('is switched on by who may change settings, and not without a reward', async () => {
		await expect(program({ reward: ' ' })).rejects.toMatchObject({
			fields: { reward: expect.stringContaining('first') }
		});
		await program({ on: 'false', reward: '' });
		expect(await card()).toBeNull();
		await expect(program({}, { ...viewer, role: 'manager' })).rejects.toMatchObject({ refusal: 'forbidden' });
		await expect(
			fresh.owner`update organizations set referral_enabled = true, referral_reward = null where id = ${olga.orgId}`
		).rejects.toThrow(/told what for/);
	});

	it('gives every customer a link of her own, also those from before, and the same again after it was off', async () => {
		await fresh.owner`delete from referral_links where customer_id = ${orla}`;
		expect(await card()).toMatchObject({ link: null });
		await program();
		const made = (await card())?.link;
		expect(referralLinkOf(hub, made ?? null)).toMatch(/^https:\/\/hub\.example\/r\/[\w-]{43}$/);
		await program({ on: 'false' });
		await program();
		expect((await card())?.link).toEqual(made);
		const [count] =
			await fresh.owner`select count(*)::int as links, count(distinct customer_id)::int as customers from referral_links where org_id = ${olga.orgId}`;
		expect(count).toEqual({ links: 2, customers: 2 });
	});

	it('keeps links of 256 bits by their hash, and the database holds none of them in clear', async () => {
		const rows = await fresh.owner<
			{ row: string }[]
		>`select l::text || c::text as row from referral_links l join customers c on c.id = l.customer_id`;
		expect(rows.length).toBeGreaterThan(0);
		const hidden = [
			token,
			orlasPortal,
			Buffer.from(token).toString('hex'),
			Buffer.from(token).toString('base64')
		];
		for (const { row } of rows) for (const secret of hidden) expect(row).not.toContain(secret);
		const [found] =
			await fresh.owner`select customer_id as id from referral_links where token_hash = ${hashToken(token)}`;
		expect(found).toEqual({ id: orla });
		expect(token, 'and opens no portal').not.toBe(orlasPortal);
		expect(await readPortal(fresh.database, token, 30)).toBeNull();
		expect(await readReferralPage(hub, orlasPortal), 'nor a portal’s link this page').toBeNull();
	});
});

describe('the page behind a link', () => {
	it('tells the first name of who sent it and the offer, and nothing else of anybody', async () => {
		const page = await readReferralPage(hub, token);
		expect(page).toMatchObject({
			referrer: 'Orla',
			reward: '10 € off',
			organization: { name: 'Studio Lumi' }
		});
		expect(JSON.stringify(page)).not.toMatch(/Fitzgerald|orla@|1234567|Anna/);
	});

	it('names nobody whom the business knows by her address or number alone', async () => {
		for (const name of ['orla@example.com', '+353 86 123 4567', 'Dr. Fitzgerald']) {
			await fresh.owner`update customers set name = ${name} where id = ${orla}`;
			const page = await readReferralPage(hub, token);
			expect(page, name).toMatchObject({ referrer: null, organization: { name: 'Studio Lumi' } });
			expect(JSON.stringify(page), name).not.toContain(name);
		}
		await fresh.owner`update customers set name = '🌷 Orla Fitzgerald' where id = ${orla}`;
	});

	it('is the same nothing when it is unknown, malformed, or the program or the portal is off', async () => {
		for (const wrong of [newPortalToken(), 'x', `${token}x`, '']) {
			expect(await readReferralPage(hub, wrong), wrong).toBeNull();
			expect(await send(friend({}, wrong), wrong), wrong).toBe(false);
		}
		await program({ on: 'false' });
		expect(await readReferralPage(hub, token)).toBeNull();
		expect(await send()).toBe(false);
		await program();
		await fresh.owner`update organizations set portal_enabled = false where id = ${olga.orgId}`;
		expect(await readReferralPage(hub, token)).toBeNull();
		expect(await send()).toBe(false);
		expect(await referrals()).toEqual([]);
	});
});

describe('a friend whom nobody knows', () => {
	it('becomes a customer with a case that is new, and a line in the ledger', async () => {
		expect(await send()).toBe(true);
		expect(await card()).toMatchObject({ sent: 1, booked: 0 });
		await work();
		const { friendId, inquiryId, refusal } = await only();
		expect((await customers()).find(({ id }) => id === friendId)).toMatchObject({
			name: 'Ruth Adeyemi',
			email: 'ruth@example.com'
		});
		expect(refusal).toBeNull();
		const [it] =
			await fresh.owner`select i.subject, i.status, i.source, i.customer_id as "customerId", i.last_direction as direction, m.body,
			m.customer_id as "messageOf", m.unverified, m.direction as came from inquiries i join messages m on m.inquiry_id = i.id where i.id = ${inquiryId}`;
		expect(it).toEqual({
			subject: 'Would a long bob suit me?',
			status: 'open',
			source: 'referral',
			customerId: friendId,
			direction: 'inbound',
			body: 'Would a long bob suit me?',
			messageOf: friendId,
			unverified: true,
			came: 'inbound'
		});
		const ledger = await as((tx) => referralLedger(tx, viewer, ledgerRequest(new URLSearchParams())), viewer);
		expect(ledger.rows).toMatchObject([
			{ friendName: 'Ruth Adeyemi', referrerName: '🌷 Orla Fitzgerald', status: 'open' }
		]);
		expect(ledger.referrers).toMatchObject([{ sent: 1, booked: 0 }]);
		const found = async (q: string) =>
			(await as((tx) => referralLedger(tx, olga, ledgerRequest(new URLSearchParams({ q }))))).rows.length;
		expect([await found('adeyemi'), await found('orla'), await found('%'), await found('nobody')]).toEqual([
			1, 1, 0, 0
		]);
	});

	it('is kept once, however often her form arrives', async () => {
		const form = friend();
		await Promise.all(Array.from({ length: 8 }, () => send(form)));
		await send(form);
		expect(await referrals()).toHaveLength(1);
		const [cases] = await fresh.owner`select count(*)::int as n from inquiries where org_id = ${olga.orgId}`;
		expect(cases).toEqual({ n: 1 });
		await work();
		await work();
		expect(await customers()).toHaveLength(3);
	});

	it('credits who sent her when her case is won, and only while it is', async () => {
		await send();
		await work();
		const { inquiryId } = await only();
		const credited = async () => (await only()).creditedAt !== null;
		await close(inquiryId, 'lost');
		expect(await credited()).toBe(false);
		await as((tx) => reopenCase(tx, olga, inquiryId));
		await close(inquiryId, 'won');
		expect(await credited()).toBe(true);
		expect(await card()).toMatchObject({ sent: 1, booked: 1 });
		await as((tx) => deleteCase(tx, olga, inquiryId));
		expect(await credited()).toBe(false);
		await as((tx) => restoreCase(tx, olga, inquiryId));
		expect(await credited()).toBe(true);
		await as((tx) => reopenCase(tx, olga, inquiryId));
		expect(await credited()).toBe(false);
		expect(await card()).toMatchObject({ booked: 0 });
		expect(await timeline(inquiryId)).toEqual(['credited', 'taken_back', 'credited', 'taken_back']);
	});
});

describe('a friend whose address is known', () => {
	beforeEach(() => send(friend({ name: 'Annie', email: 'ANNA@example.com', phone: '+353 1 9876543' })));

	it('is only proposed: nothing of the customer changes, and nothing is in her portal, until a member says it is her', async () => {
		const before = await customers();
		const annas = await portalOf(anna);
		await work();
		expect(await customers()).toEqual(before);
		expect((await readPortal(fresh.database, annas, 30))?.case).toBeNull();
		const { inquiryId } = await only();
		expect(await as((tx) => referralOfCase(tx, olga, inquiryId))).toMatchObject({
			settled: false,
			name: 'Annie',
			candidates: [{ id: anna, name: 'Anna Smith', same: 'email', isReferrer: false }]
		});
		await say(anna);
		await say(anna);
		expect(await customers(), 'also then nothing that was typed').toEqual(before);
		expect((await readPortal(fresh.database, annas, 30))?.case).toMatchObject({
			messages: [{ body: 'Would a long bob suit me?', direction: 'inbound' }]
		});
		expect(await timeline(inquiryId)).toEqual(['settled']);
		await close(inquiryId, 'won');
		expect(await card()).toMatchObject({ sent: 1, booked: 1 });
	});

	it('or somebody else, who becomes a customer of her own', async () => {
		await work();
		await say('new');
		await say('new');
		const { friendId } = await only();
		expect(friendId).not.toBe(anna);
		expect(
			(await customers()).filter(({ email }) => email?.toLowerCase() === 'anna@example.com')
		).toHaveLength(2);
		await expect(say(anna)).rejects.toMatchObject({ refusal: 'conflict' });
	});

	it('is named by who works here, and never as a customer of a neighbour', async () => {
		await work();
		await expect(say(anna, viewer)).rejects.toMatchObject({ refusal: 'forbidden' });
		const neighbour = await joins(
			fresh.owner,
			await person(fresh.owner, 'Nora'),
			await organization(fresh.owner, 'Neighbour'),
			'owner'
		);
		await expect(say(anna, neighbour)).rejects.toMatchObject({ refusal: 'not-found' });
		await expect(say(randomUUID())).rejects.toMatchObject({ refusal: 'not-found' });
		expect((await only()).friendId, 'and it is there').toBeNull();
	});

	it('and nothing that she or the referrer sees tells the difference', async () => {
		const known = await card();
		await work();
		expect(await card()).toEqual(known);
		await send(friend({ email: 'nobody@example.com' }));
		await work();
		expect(await card()).toMatchObject({ sent: 2, booked: 0 });
	});
});

describe('what does not count', () => {
	it('is a recommendation of oneself, also by the number in another notation', async () => {
		await send(friend({ name: 'O.', email: '', phone: '085 123 4567' }));
		await work();
		const { inquiryId } = await only();
		expect(await as((tx) => referralOfCase(tx, olga, inquiryId))).toMatchObject({
			candidates: [{ id: orla, isReferrer: true }]
		});
		await say(orla);
		await close(inquiryId, 'won');
		expect(await only()).toMatchObject({ refusal: 'self', creditedAt: null });
		expect(await card()).toMatchObject({ sent: 0, booked: 0 });
	});

	it('is a friend who was sent before; her message arrives all the same', async () => {
		await send();
		await work();
		const [first] = await referrals();
		await send(friend({ message: 'It is me again' }));
		await work();
		const second = (await referrals())[1];
		expect(second?.friendId, 'her address is known by now').toBeNull();
		await as((tx) =>
			sayWhoItIs(hub, tx, olga, { inquiryId: second?.inquiryId ?? '', friend: first?.friendId ?? '' })
		);
		await close(second?.inquiryId ?? '', 'won');
		expect((await referrals())[1]).toMatchObject({ refusal: 'duplicate', creditedAt: null });
		expect(await card()).toMatchObject({ booked: 0 });
	});
});

describe('a merge', () => {
	it('joins what two customers sent: both links lead on, and count for who is kept; undone, they part again', async () => {
		const other = await customer('Orla F.', 'orla.f@example.com');
		const otherLink = await fresh.owner<
			{ hash: Buffer }[]
		>`select token_hash as hash from referral_links where customer_id = ${other}`;
		await send();
		const choice = {
			merged: orla,
			name: 'kept',
			email: 'kept',
			phone: 'kept',
			address: 'kept',
			locale: 'kept',
			preferences: 'both'
		} as const;
		const merge = await as((tx) => mergeCustomers(tx, olga, other, choice));
		expect((await readReferralPage(hub, token))?.referrer).toBe('Orla');
		const links = () =>
			fresh.owner`select token_hash as hash from referral_links where customer_id = ${other}`;
		expect(await links()).toHaveLength(2);
		const portal = await portalOf(other);
		expect(await card(portal)).toMatchObject({ sent: 1 });
		expect(referralLinkOf(hub, (await card(portal))?.link ?? null), 'one that still opens').toContain('/r/');
		await as((tx) =>
			undoMerge(tx, olga, other, { merge: merge.id, merged: orla }, hub.secrets.derive('portal-token'))
		);
		expect(await links()).toEqual(otherLink);
		expect(await card()).toMatchObject({ sent: 1 });
	});
});

describe('robots', () => {
	it('are told by the trap, by their haste, by a form that was not given out here, or long ago', async () => {
		const stamp = (at: number, by = token) => newStamp(hub, by, new Date(Date.now() + at));
		const refused = async (more: Record<string, string>) =>
			send(friend(more)).then(
				() => 'sent',
				(cause: { fields: Record<string, string> }) => cause.fields['']
			);
		expect(await refused({ website: 'https://spam.example' })).toBe('trap');
		expect(await refused({ stamp: stamp(-1000) })).toBe('quick');
		expect(await refused({ stamp: stamp(-25 * 3_600_000) })).toBe('stale');
		expect(await refused({ stamp: 'made up' })).toBe('stale');
		expect(await refused({ stamp: stamp(-EARLIER, newPortalToken()) }), 'of another link').toBe('stale');
		const [seconds = '', ...rest] = stamp(-1000).split('.');
		expect(await refused({ stamp: [Number(seconds) - 60, ...rest].join('.') }), 'made older').toBe('stale');
		expect(await referrals()).toEqual([]);
		expect(await refused({})).toBe('sent');
	});

	it('may send ten an hour from a network and thirty a day by a link, exactly; what is repeated does not count', async () => {
		const count = async (sends: (() => Promise<boolean>)[]) => {
			const outcomes = await Promise.allSettled(sends.map((one) => one()));
			return outcomes.filter(({ status }) => status === 'fulfilled').length;
		};
		const here = network();
		const repeated = friend();
		await send(repeated, token, here);
		for (let again = 0; again < 5; again++) await send(repeated, token, here);
		expect(await count(Array.from({ length: 15 }, () => () => send(friend(), token, here)))).toBe(9);
		await fresh.owner`delete from attempts`;
		expect(await count(Array.from({ length: 40 }, () => () => send()))).toBe(30);
		await expect(send()).rejects.toMatchObject({ refusal: 'too-many', message: 'tooMany' });
	});

	it('inject no header and no second line', () => {
		for (const wrong of [
			{ name: 'Eve\r\nBcc: all@example.com' },
			{ email: 'eve@example.com\r\nBcc: all@example.com' },
			{ phone: '+1 555\n0100' },
			{ name: 'x'.repeat(201) },
			{ message: ' ' },
			{ email: '', phone: '' },
			{ role: 'owner' }
		] as Record<string, string>[])
			expect(
				friendForm.safeParse({ ...friend(), email: 'eve@example.com', phone: '', ...wrong }).success,
				JSON.stringify(wrong)
			).toBe(false);
	});

	it('paste no portal link into a case', async () => {
		await send(friend({ message: `See https://hub.example/c/${orlasPortal}` }));
		const { inquiryId } = await only();
		const [row] =
			await fresh.owner`select m.body, i.subject from messages m join inquiries i on i.id = m.inquiry_id where i.id = ${inquiryId}`;
		expect(JSON.stringify(row)).not.toContain(orlasPortal);
	});
});

describe('a referrer', () => {
	it('reads counts of her own referrals and no name, address or case of a friend', async () => {
		await send();
		const scope = { org: olga.orgId, customer: orla };
		const read = (columns: string[]) =>
			fresh.database.transaction('hub_customer', scope, (tx) => tx`select ${tx(columns)} from referrals`);
		expect(await read(['id', 'created_at', 'credited_at'])).toHaveLength(1);
		for (const column of ['friend_name', 'friend_email', 'friend_phone', 'inquiry_id'])
			await expect(read([column]), column).rejects.toThrow(/permission denied/);
		expect(JSON.stringify(await readPortal(fresh.database, orlasPortal, 30))).not.toMatch(/Ruth|ruth@/);
	});
});
