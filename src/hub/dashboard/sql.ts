import type { Tx } from '#platform/database/database.ts';

/** Money in minor units of the organization's currency (D6), and of how many cases or quotes. */
export type Sum = { amount: number; count: number };

export type Outcomes = { won: Sum; wonBefore: Sum; lost: Sum; recovered: Sum };

type OutcomesRow = {
	won: number;
	wonCount: number;
	wonBefore: number;
	wonBeforeCount: number;
	lost: number;
	lostCount: number;
	recovered: number;
	recoveredCount: number;
};

/**
 * What cases ended with in the last `days` days, and what was won in as many days before. Recovered: won after the case had been
 * closed as lost or undecided, or after the customer had to be reminded.
 */
export async function outcomes(tx: Tx, days: number): Promise<Outcomes> {
	const [row] = await tx<[OutcomesRow]>`
		with closed as (
			select id, outcome, coalesce(deal_value_minor, 0) as amount, nudged_at, closed_at > now() - make_interval(days => ${days}) as recent
			from inquiries
			where org_id = (select scope_org()) and outcome in ('won', 'lost') and deleted_at is null
				and closed_at > now() - make_interval(days => ${2 * days})
		), recovered as (
			select amount from closed where recent and outcome = 'won' and (nudged_at is not null or exists (
				select from inquiry_events e where e.org_id = (select scope_org()) and e.inquiry_id = closed.id
					and e.kind = 'closed' and e.details ->> 'outcome' in ('lost', 'no_decision')))
		)
		select coalesce(sum(amount) filter (where recent and outcome = 'won'), 0)::bigint as won,
			count(*) filter (where recent and outcome = 'won')::int as "wonCount",
			coalesce(sum(amount) filter (where not recent and outcome = 'won'), 0)::bigint as "wonBefore",
			count(*) filter (where not recent and outcome = 'won')::int as "wonBeforeCount",
			coalesce(sum(amount) filter (where recent and outcome = 'lost'), 0)::bigint as lost,
			count(*) filter (where recent and outcome = 'lost')::int as "lostCount",
			(select coalesce(sum(amount), 0) from recovered)::bigint as recovered,
			(select count(*) from recovered)::int as "recoveredCount"
		from closed`;
	return {
		won: { amount: row.won, count: row.wonCount },
		wonBefore: { amount: row.wonBefore, count: row.wonBeforeCount },
		lost: { amount: row.lost, count: row.lostCount },
		recovered: { amount: row.recovered, count: row.recoveredCount }
	};
}

/** A quote that nobody has answered and that is about to be forgotten or to lapse. */
export type QuoteAtRisk = {
	id: string;
	number: number;
	title: string;
	customerId: string;
	customerName: string;
	inquiryId: string | null;
	total: number;
	currency: string;
	sentAt: Date;
	/** Calendar day; null: it does not lapse. */
	validUntil: string | null;
};

const atRisk = (tx: Tx, waiting: number, lapsing: number) => tx`
	from quotes q
	join organizations o on o.id = q.org_id
	join customers c on c.org_id = q.org_id and c.id = q.customer_id
	where q.org_id = (select scope_org()) and q.status = 'sent'
		and (q.sent_at < now() - make_interval(days => ${waiting})
			or q.valid_until <= (now() at time zone o.time_zone)::date + ${lapsing}::int)`;

/** Quotes sent `waiting` days ago or longer, or that lapse within `lapsing` days: all of them in the organization's currency. */
export async function sumAtRisk(tx: Tx, waiting: number, lapsing: number): Promise<Sum> {
	const [row] = await tx<[Sum]>`
		select coalesce(sum(q.total_minor) filter (where q.currency = o.currency), 0)::bigint as amount, count(*)::int as count
		${atRisk(tx, waiting, lapsing)}`;
	return row;
}

/** The same, the oldest first. */
export function quotesAtRisk(
	tx: Tx,
	waiting: number,
	lapsing: number,
	limit: number
): Promise<QuoteAtRisk[]> {
	return tx<QuoteAtRisk[]>`
		select q.id, q.number, q.title, c.id as "customerId", c.name as "customerName", q.inquiry_id as "inquiryId",
			q.total_minor as total, q.currency, q.sent_at as "sentAt", q.valid_until::text as "validUntil"
		${atRisk(tx, waiting, lapsing)}
		order by q.sent_at, q.id limit ${limit}`;
}

/** An invoice that should have been paid by now. */
export type OverdueInvoice = {
	id: string;
	number: number;
	title: string;
	customerName: string;
	/** What is still to be paid. */
	open: number;
	currency: string;
	/** Calendar day. */
	dueOn: string;
};

/** Those that have been due longest. */
export function overdueInvoices(tx: Tx, limit: number): Promise<OverdueInvoice[]> {
	return tx<OverdueInvoice[]>`
		select q.id, q.invoice_number as number, q.title, c.name as "customerName", q.currency, q.due_on::text as "dueOn",
			q.total_minor - coalesce((
				select sum(p.amount_minor) from payments p
				where p.org_id = q.org_id and p.quote_id = q.id and p.reverted_at is null and p.refunded_at is null), 0)::bigint as open
		from quotes q
		join organizations o on o.id = q.org_id
		join customers c on c.org_id = q.org_id and c.id = q.customer_id
		where q.org_id = (select scope_org()) and q.status = 'invoiced' and q.due_on < (now() at time zone o.time_zone)::date
		order by q.due_on, q.id limit ${limit}`;
}

/** A case whose customer waits for an answer. */
export type WaitingCase = {
	id: string;
	prefix: string;
	number: number;
	subject: string;
	customerName: string | null;
	since: Date;
};

/** Those who have waited longest. */
export function longestWaiting(tx: Tx, limit: number): Promise<WaitingCase[]> {
	return tx<WaitingCase[]>`
		select i.id, i.prefix, i.number, i.subject, name_in_case(i.org_id, i.id, c.name) as "customerName", i.active_at as since
		from inquiries i
		left join customers c on c.org_id = i.org_id and c.id = i.customer_id
		where i.org_id = (select scope_org()) and i.status = 'open' and i.last_direction = 'inbound' and i.deleted_at is null
		order by i.active_at, i.id limit ${limit}`;
}

/** `month`: its first day, such as 2026-03-01. */
export type Month = { month: string; won: number; lost: number };

/** What was won and lost in each of the last twelve months of the organization's calendar, the oldest first. */
export function months(tx: Tx): Promise<Month[]> {
	return tx<Month[]>`
		with calendar as (
			select o.time_zone, date_trunc('month', now() at time zone o.time_zone) - interval '11 months' as first
			from organizations o where o.id = (select scope_org())
		), sums as (
			select date_trunc('month', i.closed_at at time zone calendar.time_zone) as month,
				sum(i.deal_value_minor) filter (where i.outcome = 'won') as won,
				sum(i.deal_value_minor) filter (where i.outcome = 'lost') as lost
			from calendar, inquiries i
			where i.org_id = (select scope_org()) and i.outcome in ('won', 'lost') and i.deleted_at is null
				and i.closed_at >= calendar.first at time zone calendar.time_zone
			group by 1
		)
		select at::date::text as month, coalesce(won, 0)::bigint as won, coalesce(lost, 0)::bigint as lost
		from calendar, generate_series(calendar.first, calendar.first + interval '11 months', interval '1 month') as at
		left join sums on sums.month = at
		order by at`;
}

/** `week`: its Monday. `bySource` has the sources that brought a case in it. */
export type Week = { week: string; cases: number; bySource: Record<string, number> };

/** How many cases began in each of the last twelve weeks of the organization's calendar, the oldest first. */
export function weeks(tx: Tx): Promise<Week[]> {
	return tx<Week[]>`
		with calendar as (
			select o.time_zone, date_trunc('week', now() at time zone o.time_zone) - interval '11 weeks' as first
			from organizations o where o.id = (select scope_org())
		), counts as (
			select date_trunc('week', i.created_at at time zone calendar.time_zone) as week, i.source, count(*) as cases
			from calendar, inquiries i
			where i.org_id = (select scope_org()) and i.deleted_at is null
				and i.created_at >= calendar.first at time zone calendar.time_zone
			group by 1, 2
		)
		select at::date::text as week, coalesce(sum(cases), 0)::int as cases,
			coalesce(jsonb_object_agg(source, cases) filter (where source is not null), '{}') as "bySource"
		from calendar, generate_series(calendar.first, calendar.first + interval '11 weeks', interval '1 week') as at
		left join counts on counts.week = at
		group by at order by at`;
}
