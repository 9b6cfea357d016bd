import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hashPortalToken, newPortalToken } from '#hub/customers/portal-token.ts';
import { closeCase, reopenCase } from '#hub/inquiries/close.ts';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { readPortal } from '#hub/portal/page.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { wholeOrganization, type Whole } from '#support/organizations.ts';
import { joins, person } from '#support/people.ts';
import { industries } from './industries.ts';
import { loyaltyForm } from './schema.ts';
import { daysLater } from './standing.ts';
import { changeLoyalty, loyaltyOfCustomer, loyaltySettings } from './verbs.ts';

let fresh: FreshDatabase;
let lumi: Whole;
let carla: Whole['customers'][number];
let dana: Whole['customers'][number];
let olga: Member;
const token = newPortalToken();

beforeAll(async () => {
	fresh = await freshDatabase();
	lumi = await wholeOrganization(fresh.owner, 'Studio Lumi');
	[carla, dana] = lumi.customers as [typeof carla, typeof dana];
	const { orgId, ownerId: memberId, personId } = lumi;
	olga = { kind: 'member', orgId, memberId, personId, role: 'owner' };
	await fresh.owner`update customers set portal_token_hash = ${hashPortalToken(token)} where id = ${carla.id}`;
});
afterAll(() => fresh.drop());
beforeEach(async () => {
	await fresh.owner`delete from inquiries where number > 100`;
	await fresh.owner`update organizations set time_zone = 'UTC', industry = 'salon', loyalty = null`;
});

let number = 100;
/** Cases of hers that were won at these moments. */
async function won(
	moments: Date[],
	more: Record<string, unknown> = {},
	customerId = carla.id
): Promise<void> {
	const rows = moments.map((closed_at) => ({
		org_id: lumi.orgId,
		number: ++number,
		customer_id: customerId,
		subject: 'Cut',
		status: 'closed',
		outcome: 'won',
		closed_at,
		...more
	}));
	if (rows.length) await fresh.owner`insert into inquiries ${fresh.owner(rows)}`;
}
const page = async () => {
	const read = await readPortal(fresh.database, token, 30);
	if (!read) throw new Error('the portal is closed');
	return read.loyalty;
};
const hours = (count: number) => new Date(Date.now() - count * 3_600_000);
const DAY = 24;

/** The calendar day there, as the browser's own clock tells it. */
const dayThere = (at: Date, timeZone: string) =>
	new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
		at
	);

describe('wins that count', () => {
	it('are those of today and of the 364 days before, wherever the business is, through leap years and clocks that are put back', async () => {
		const zones = [
			'UTC',
			'Europe/Dublin',
			'America/New_York',
			'Pacific/Kiritimati',
			'Pacific/Pago_Pago',
			'America/Havana',
			'Asia/Kolkata',
			'Australia/Lord_Howe'
		];
		const edge = fc.integer({ min: 363 * DAY * 60, max: 366 * DAY * 60 });
		await fc.assert(
			fc.asyncProperty(
				fc.constantFrom(...zones),
				fc.array(fc.oneof(edge, fc.integer({ min: 0, max: 800 * DAY * 60 })), {
					minLength: 1,
					maxLength: 12
				}),
				async (zone, minutes) => {
					await fresh.owner`delete from inquiries where number > 100`;
					await fresh.owner`update organizations set time_zone = ${zone} where id = ${lumi.orgId}`;
					const moments = minutes.map((ago) => new Date(Date.now() - ago * 60_000));
					await won(moments);
					const { today, days } = await page();
					expect(today).toBe(dayThere(new Date(), zone));
					const first = daysLater(today, -364);
					expect(days).toEqual(
						moments
							.map((at) => dayThere(at, zone))
							.filter((day) => day >= first)
							.sort()
					);
				}
			),
			{ numRuns: 40 }
		);
	});

	it('are her own, won and not deleted; a refund that closes the case as lost takes its win away', async () => {
		await won([hours(24), hours(48), hours(72)]);
		await won([hours(24)], { outcome: 'lost' });
		await won([hours(24)], { deleted_at: new Date() });
		await won([hours(24)], {}, dana.id);
		expect((await page()).days).toHaveLength(3);
		await fresh.owner`update inquiries set outcome = 'lost' where number = ${number - 3} and org_id = ${lumi.orgId}`;
		expect((await page()).days).toHaveLength(2);
		const seen = await asMember(fresh.database, olga, (tx) => loyaltyOfCustomer(tx, olga, carla.id));
		expect(seen, 'the desk sees the same').toMatchObject({ kind: 'count', count: 2 });
	});

	it('come and go with what the desk does', async () => {
		await won([hours(24)]);
		const close = (outcome: 'won' | 'lost') =>
			asMember(fresh.database, olga, (tx) =>
				closeCase(tx, olga, { inquiryId: carla.inquiryId, outcome, reason: null, value: null, seen: null })
			);
		await close('won');
		expect((await page()).days).toHaveLength(2);
		await asMember(fresh.database, olga, (tx) => reopenCase(tx, olga, carla.inquiryId));
		expect((await page()).days).toHaveLength(1);
		await close('lost');
		expect((await page()).days).toHaveLength(1);
	});

	it('cost one look into an index', async () => {
		await won(
			Array.from({ length: 3000 }, (_, index) => hours(index * 8)),
			{},
			dana.id
		);
		await fresh.owner`analyze inquiries`;
		const plan = await fresh.owner<Record<string, string>[]>`explain select closed_at from inquiries i
			where i.org_id = ${lumi.orgId} and i.customer_id = ${carla.id} and i.outcome = 'won' and i.deleted_at is null
				and i.closed_at > now() - interval '367 days' order by i.closed_at desc limit 400`;
		expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('inquiries_won');
	});
});

describe('what a business chooses', () => {
	const form = (typed: Record<string, string>) =>
		loyaltyForm.safeParse({ shown: 'on', word: 'visit', from: '2', vipFrom: '6', vipName: '', ...typed });
	const change = (typed: Record<string, string>, actor = olga) =>
		asMember(fresh.database, actor, (tx) =>
			changeLoyalty(
				tx,
				actor,
				loyaltyForm.parse({ shown: 'on', word: 'visit', from: '2', vipFrom: '6', vipName: '', ...typed })
			)
		);
	const settings = () => asMember(fresh.database, olga, (tx) => loyaltySettings(tx, olga));

	it('is kept where it differs from its industry, so that the rest follows the industry', async () => {
		await change({ vipFrom: '4', vipName: 'Gold' });
		expect(await settings()).toMatchObject({
			shown: true,
			changed: true,
			rule: { vipFrom: 4, vipName: 'Gold', word: 'visit' }
		});
		expect((await page()).chosen).toEqual({ vipFrom: 4, vipName: 'Gold' });
		await fresh.owner`update organizations set industry = 'fitness'`;
		expect(await settings()).toMatchObject({
			rule: { vipFrom: 4, word: 'session' },
			usual: industries.fitness
		});
		await fresh.owner`update organizations set industry = 'salon'`;
		await change({});
		expect(await settings()).toMatchObject({ changed: false, rule: industries.salon });
	});

	it('is refused to whoever may not, by the verb and by the database', async () => {
		const manager = await joins(fresh.owner, await person(fresh.owner, 'Mona'), lumi.orgId, 'manager');
		await expect(change({ vipFrom: '3' }, manager)).rejects.toMatchObject({ refusal: 'forbidden' });
		await expect(change({ vipFrom: '3' }, { ...manager, role: 'owner' })).rejects.toThrow(
			/only owners and admins/
		);
		expect(await settings()).toMatchObject({ changed: false });
	});

	it('makes sense', () => {
		const wrongs: Record<string, string>[] = [
			{ from: '1' },
			{ vipFrom: '1' },
			{ from: '5', vipFrom: '4' },
			{ vipFrom: '2.5' },
			{ word: 'haircut' },
			{ vipName: 'x'.repeat(25) },
			{ colour: 'red' }
		];
		for (const wrong of wrongs) expect(form(wrong).success, JSON.stringify(wrong)).toBe(false);
		expect(form({}).success).toBe(true);
	});
});
