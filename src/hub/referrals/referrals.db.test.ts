import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deleteCase, restoreCase } from '#hub/inquiries/change.ts';
import { closeCase, reopenCase } from '#hub/inquiries/close.ts';
import { mergeCustomers, undoMerge } from '#hub/merges/verbs.ts';
import { readPortal } from '#hub/portal/page.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person, testHub } from '#support/people.ts';
import { recommendedSalon, type RecommendedSalon } from '#support/recommending.ts';
import { readReferralPage } from './landing.ts';
import { referralLedger } from './ledger.ts';
import { referralLinkOf } from './program.ts';
import { ledgerRequest } from './schema.ts';
import { referralOfCase, sayWhoItIs, settleReferral } from './settle.ts';

let fresh: FreshDatabase;
let hub: ReturnType<typeof testHub>;
let olga: RecommendedSalon['olga'];
let viewer: RecommendedSalon['viewer'];
let orla: RecommendedSalon['orla'];
let anna: RecommendedSalon['anna'];
let token: RecommendedSalon['token'];
let as: RecommendedSalon['as'];
let customer: RecommendedSalon['customer'];
let portalOf: RecommendedSalon['portalOf'];
let card: RecommendedSalon['card'];
let friend: RecommendedSalon['friend'];
let send: RecommendedSalon['send'];
let referrals: RecommendedSalon['referrals'];
let only: RecommendedSalon['only'];

beforeAll(async () => {
	fresh = await freshDatabase();
	hub = testHub(fresh.database);
});
afterAll(() => fresh.drop());
beforeEach(async () => {
	({ olga, viewer, orla, anna, token, as, customer, portalOf, card, friend, send, referrals, only } =
		await recommendedSalon(fresh, hub));
});

/** Does what the worker does with the referrals that wait. */
async function work(): Promise<void> {
	const jobs = await fresh.owner<
		{ payload: unknown }[]
	>`select payload from graphile_worker._private_jobs as jobs
		join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id where identifier = 'settle_referral' order by jobs.id`;
	await fresh.owner`delete from graphile_worker._private_jobs`;
	for (const { payload } of jobs) await settleReferral(hub, payload);
}

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
