import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newPortalToken } from '#hub/customers/portal-token.ts';
import { readPortal } from '#hub/portal/page.ts';
import { hashToken } from '#platform/tokens.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { testHub } from '#support/people.ts';
import { EARLIER, network, recommendedSalon, type RecommendedSalon } from '#support/recommending.ts';
import { readReferralPage } from './landing.ts';
import { referralLinkOf } from './program.ts';
import { friendForm } from './schema.ts';
import { newStamp } from './stamp.ts';

let fresh: FreshDatabase;
let hub: ReturnType<typeof testHub>;
let olga: RecommendedSalon['olga'];
let orla: RecommendedSalon['orla'];
let orlasPortal: RecommendedSalon['orlasPortal'];
let token: RecommendedSalon['token'];
let viewer: RecommendedSalon['viewer'];
let only: RecommendedSalon['only'];
let program: RecommendedSalon['program'];
let card: RecommendedSalon['card'];
let friend: RecommendedSalon['friend'];
let send: RecommendedSalon['send'];
let referrals: RecommendedSalon['referrals'];

beforeAll(async () => {
	fresh = await freshDatabase();
	hub = testHub(fresh.database);
});
afterAll(() => fresh.drop());
beforeEach(async () => {
	({ olga, viewer, orla, orlasPortal, token, program, card, friend, send, referrals, only } =
		await recommendedSalon(fresh, hub));
});

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
