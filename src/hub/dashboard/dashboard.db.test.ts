import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asMember, type Member } from '#hub/organizations/actor.ts';
import { customer } from '#support/customers.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { joins, organization, person } from '#support/people.ts';
import { dashboard } from './dashboard.ts';
import { readSpan } from './schema.ts';

let fresh: FreshDatabase;
let lumi: string;
let olga: Member;
let nora: Member;
let mia: string;
let next = 1;

beforeAll(async () => {
	fresh = await freshDatabase();
	lumi = await organization(fresh.owner, 'Studio Lumi');
	await fresh.owner`update organizations set case_prefix = 'SL', time_zone = 'Pacific/Auckland', currency = 'EUR' where id = ${lumi}`;
	olga = await joins(fresh.owner, await person(fresh.owner, 'Olga Owner'), lumi, 'owner');
	const neighbour = await organization(fresh.owner, 'Studio Neighbour');
	nora = await joins(fresh.owner, await person(fresh.owner, 'Nora Neighbour'), neighbour, 'owner');
	mia = (await customer(fresh.owner, lumi, 'Mia Wong')).id;
});
afterAll(() => fresh.drop());

const seen = (actor: Member, days: 30 | 90 | 365 = 30) =>
	asMember(fresh.database, actor, (tx) => dashboard(tx, actor, days));
const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

type Ending = { nudged?: boolean; deleted?: boolean; at?: Date };

async function closed(outcome: 'won' | 'lost', value: number | null, ending: Ending = {}): Promise<string> {
	const { nudged = false, deleted = false, at = daysAgo(1) } = ending;
	const [row] = await fresh.owner<{ id: string }[]>`
		insert into inquiries (org_id, number, customer_id, subject, status, outcome, deal_value_minor, closed_at, created_at,
			nudged_at, deleted_at)
		values (${lumi}, ${next++}, ${mia}, 'Colour', 'closed', ${outcome}, ${value}, ${at}, ${at}, ${nudged ? at : null},
			${deleted ? at : null}) returning id`;
	if (!row) throw new Error('an insert returned no row');
	return row.id;
}

describe('the owner looks at her dashboard', () => {
	it('sees an empty one before anything happened: twelve months, twelve weeks, nothing to do', async () => {
		const shown = await seen(nora);
		expect(shown.outcomes.won).toEqual({ amount: 0, count: 0 });
		expect(shown.months).toHaveLength(12);
		expect(shown.weeks).toHaveLength(12);
		expect(shown.today).toEqual({
			needsReply: 0,
			waiting: [],
			requestCount: 0,
			requests: [],
			due: [],
			quotes: [],
			invoices: []
		});
	});

	it('adds up what was won and lost in the span, and what was won in the one before', async () => {
		await closed('won', 10_000);
		await closed('won', null);
		await closed('won', 7_000, { at: daysAgo(40) });
		await closed('lost', 3_000);
		await closed('won', 99_999, { deleted: true });
		const { outcomes } = await seen(olga);
		expect(outcomes.won).toEqual({ amount: 10_000, count: 2 });
		expect(outcomes.wonBefore).toEqual({ amount: 7_000, count: 1 });
		expect(outcomes.lost).toEqual({ amount: 3_000, count: 1 });
		expect((await seen(olga, 90)).outcomes.won).toEqual({ amount: 17_000, count: 3 });
	});

	it('calls recovered what was won after a reminder, or after the case had been given up', async () => {
		await closed('won', 2_000, { nudged: true });
		const back = await closed('won', 500);
		await fresh.owner`insert into inquiry_events (org_id, inquiry_id, kind, details) values
			(${lumi}, ${back}, 'closed', '{"outcome": "lost"}'), (${lumi}, ${back}, 'closed', '{"outcome": "won"}')`;
		expect((await seen(olga)).outcomes.recovered).toEqual({ amount: 2_500, count: 2 });
	});

	it("sorts what was won into the months of the business's own calendar", async () => {
		const [first] = await fresh.owner<{ month: string; at: Date }[]>`
			select (date_trunc('month', now() at time zone 'Pacific/Auckland') - interval '5 months')::date::text as month,
				(date_trunc('month', now() at time zone 'Pacific/Auckland') - interval '5 months') at time zone 'Pacific/Auckland' as at`;
		if (!first) throw new Error('no month');
		await closed('won', 111, { at: first.at });
		await closed('won', 222, { at: new Date(first.at.getTime() - 1) });
		const { months } = await seen(olga);
		const place = months.findIndex(({ month }) => month === first.month);
		expect(months[place]?.won).toBe(111);
		expect(months[place - 1]?.won).toBe(222);
	});

	it('counts new cases by week and by what brought them', async () => {
		await fresh.owner`insert into inquiries (org_id, number, customer_id, subject, source) values
			(${lumi}, ${next++}, ${mia}, 'By mail', 'email'), (${lumi}, ${next++}, ${mia}, 'By portal', 'portal')`;
		expect((await seen(olga)).weeks.at(-1)?.bySource).toMatchObject({ email: 1, portal: 1 });
	});

	it('has those who wait longest first, reminders that are due, and requests', async () => {
		await fresh.owner`insert into inquiries (org_id, number, customer_id, subject, status, last_direction, active_at) values
			(${lumi}, 900, ${mia}, 'Since yesterday', 'open', 'inbound', ${daysAgo(1)}),
			(${lumi}, 901, ${mia}, 'Since a week', 'open', 'inbound', ${daysAgo(7)})`;
		await fresh.owner`insert into inquiries (org_id, number, customer_id, subject, status, last_direction, follow_up_at) values
			(${lumi}, 902, ${mia}, 'Remind me', 'waiting', 'outbound', ${daysAgo(1)})`;
		await fresh.owner`insert into customer_data_requests (org_id, customer_id) values (${lumi}, ${mia})`;
		const { today } = await seen(olga);
		expect(today.waiting.map(({ number }) => number)).toEqual(['SL-000901', 'SL-000900']);
		await fresh.owner`update inquiries set customer_id = null where org_id = ${lumi} and number = 901`;
		await fresh.owner`insert into referrals (org_id, referrer_id, friend_name, friend_email, inquiry_id, settled_at)
			select org_id, ${mia}, 'Ruth Adeyemi', 'ruth@example.com', id, null from inquiries where org_id = ${lumi} and number = 901`;
		const names = async () => (await seen(olga)).today.waiting.map(({ customerName }) => customerName);
		expect(await names(), 'a friend of whom it is not known who she is').toEqual([
			'Ruth Adeyemi',
			'Mia Wong'
		]);
		await fresh.owner`update inquiries set customer_id = ${mia} where org_id = ${lumi} and number = 901`;
		expect(today.needsReply).toBe(2);
		expect(today.due.map(({ subject }) => subject)).toEqual(['Remind me']);
		expect(today.requests).toHaveLength(1);
	});

	it('calls a quote at risk when it has waited a week or is about to lapse, in her own currency', async () => {
		const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
		const sent = (
			number: number,
			daysSince: number,
			total: number,
			currency = 'EUR',
			until: string | null = null
		) =>
			fresh.owner`insert into quotes (org_id, number, customer_id, title, status, currency, subtotal_minor, total_minor, sent_at, valid_until)
				values (${lumi}, ${number}, ${mia}, ${`Quote ${number}`}, 'sent', ${currency}, ${total}, ${total}, ${daysAgo(daysSince)}, ${until})`;
		await sent(1, 1, 100);
		await sent(2, 8, 2_000);
		await sent(3, 1, 30_000, 'EUR', inDays(1));
		await sent(4, 9, 5, 'USD');
		const { atRisk, today } = await seen(olga);
		expect(atRisk).toEqual({ amount: 32_000, count: 3 });
		expect(today.quotes.map(({ title }) => title)).toEqual(['Quote 4', 'Quote 2', 'Quote 3']);
	});

	it('names invoices that are overdue, with what is still to be paid', async () => {
		const invoice = async (number: number, due: string | null, status = 'invoiced') => {
			const [row] = await fresh.owner<{ id: string }[]>`
				insert into quotes (org_id, customer_id, number, invoice_number, title, status, currency, subtotal_minor, total_minor, due_on)
				values (${lumi}, ${mia}, ${number}, ${number}, ${`Invoice ${number}`}, ${status}, 'EUR', 5000, 5000,
					(now() at time zone 'Pacific/Auckland')::date + ${due}::int) returning id`;
			return row?.id ?? '';
		};
		await invoice(701, '-1');
		const partly = await invoice(702, '-30');
		await invoice(703, '0');
		await invoice(704, null);
		await invoice(705, '-9', 'paid');
		await fresh.owner`insert into payments (org_id, quote_id, customer_id, amount_minor, currency, method, received_on)
			values (${lumi}, ${partly}, ${mia}, 2000, 'EUR', 'cash', '2026-01-05')`;
		const { today, atRisk } = await seen(olga);
		expect(today.invoices.map(({ number, open }) => [number, open])).toEqual([
			[702, 3000],
			[701, 5000]
		]);
		expect(atRisk.count, 'quotes alone').toBe(3);
	});

	it("shows a neighbour's owner nothing of all that", async () => {
		const { outcomes, atRisk, today } = await seen(nora, 365);
		expect([outcomes.won.count, outcomes.lost.count, atRisk.count, today.needsReply]).toEqual([0, 0, 0, 0]);
	});
});

describe('the span in the address', () => {
	it('is one of three, whatever is typed', () => {
		expect([readSpan('90'), readSpan('365'), readSpan('30'), readSpan('9e9'), readSpan(null)]).toEqual([
			90, 365, 30, 30, 30
		]);
	});
});
