import { copyAll } from '#platform/database/copy-in.ts';
import type { Tx } from '#platform/database/database.ts';
import { copyText } from './copy-text.ts';
import { caseColumns, customerColumns, type Value } from './plan.ts';

export type SeedOwner = { personId: string; name: string; email: string; passwordHash: string };

export async function insertOwner(tx: Tx, owner: SeedOwner): Promise<void> {
	await tx`insert into people (id, email, email_normalized, name, password_hash)
		values (${owner.personId}, ${owner.email}, ${owner.email}, ${owner.name}, ${owner.passwordHash})`;
}

/** The id of the owner's membership. */
export async function insertOrganization(
	tx: Tx,
	organization: { id: string; name: string; inboundAddress: string; ownerId: string }
): Promise<string> {
	const { id, name, inboundAddress, ownerId } = organization;
	await tx`insert into organizations (id, name, industry, time_zone, case_prefix, inbound_address)
		values (${id}, ${name}, 'salon', 'Europe/Dublin', 'BK', ${inboundAddress})`;
	const [member] = await tx<{ id: string }[]>`insert into members (org_id, person_id, role)
		values (${id}, ${ownerId}, 'owner') returning id`;
	if (!member) throw new Error('an insert returned no row');
	return member.id;
}

/** Into a table of the transaction: row-level security takes no COPY. */
const copy = (tx: Tx, table: string, columns: string[], rows: Iterable<Value[]>): Promise<void> =>
	copyAll(tx, table, columns, copyText(rows));

export async function insertCustomers(tx: Tx, rows: Iterable<Value[]>): Promise<number> {
	await tx`create temporary table newcomers on commit drop as select ${tx(customerColumns)} from customers with no data`;
	await copy(tx, 'newcomers', customerColumns, rows);
	const inserted =
		await tx`insert into customers (${tx(customerColumns)}) select ${tx(customerColumns)} from newcomers order by created_at`;
	return inserted.count;
}

/** Takes the cases down, in a table that lasts as long as the transaction, for the statements below to read. */
export async function planCases(tx: Tx, rows: Iterable<Value[]>): Promise<void> {
	const kept = caseColumns.filter((column) => column !== 'messages');
	// Without the constraints: what a trigger fills in is still missing here.
	await tx`create temporary table planned on commit drop as select ${tx(kept)}, 0 as messages from inquiries with no data`;
	await copy(tx, 'planned', caseColumns, rows);
	await tx`analyze planned`;
}

export type Inserted = {
	inquiries: number;
	messages: number;
	quotes: number;
	payments: number;
	referrals: number;
};

/** Cases with their events, as planned. */
export async function insertCases(tx: Tx, orgId: string, memberId: string): Promise<number> {
	const cases =
		await tx`insert into inquiries (org_id, id, number, customer_id, subject, status, outcome, deal_value_minor, source,
			assignee_id, active_at, last_direction, closed_at, created_at)
		select org_id, id, number, customer_id, subject, status, outcome, deal_value_minor, source,
			${memberId}::uuid, active_at, last_direction, closed_at, created_at from planned order by created_at`;
	await tx`insert into inquiry_events (org_id, inquiry_id, kind, member_id, created_at)
		select org_id, id, 'opened', null, created_at from planned
		union all select org_id, id, 'closed', ${memberId}::uuid, closed_at from planned where closed_at is not null`;
	await tx`update organizations set last_case_number = ${cases.count} where id = ${orgId}`;
	return cases.count;
}

/**
 * As many messages for each planned case as it says, spread from its beginning to its last activity: the first one comes in, the last
 * one goes the way that the case remembers.
 */
export async function insertMessages(
	tx: Tx,
	orgId: string,
	memberId: string,
	words: { questions: string[]; answers: string[] }
): Promise<number> {
	const { questions, answers } = words;
	const inserted =
		await tx`insert into messages (org_id, inquiry_id, customer_id, direction, channel, body, member_id, created_at)
		select org_id, id, customer_id, direction,
			case when dice < 0.5 then 'email' when dice < 0.8 then 'whatsapp' when direction = 'inbound' then 'portal' else 'email' end,
			case direction when 'inbound'
				then (${questions}::text[])[1 + floor(random() * ${questions.length})] || ' ' || (${questions}::text[])[1 + floor(random() * ${questions.length})]
				else (${answers}::text[])[1 + floor(random() * ${answers.length})] || ' ' || (${answers}::text[])[1 + floor(random() * ${answers.length})] end,
			case direction when 'outbound' then ${memberId}::uuid end, moment
		from (select org_id, id, customer_id, random() as dice,
				created_at + (active_at - created_at) * (place - 1) / greatest(1, messages - 1) as moment,
				case when place = messages then last_direction when place = 1 or random() < 0.5 then 'inbound' else 'outbound' end as direction
			from planned cross join lateral generate_series(1, messages) as place order by created_at) as told`;
	await tx`select recount_inquiries(${orgId})`;
	return inserted.count;
}

/** A quote for two cases in five, with one to three items; most of those of won cases are paid. */
export async function insertQuotes(
	tx: Tx,
	orgId: string,
	services: [description: string, unitPriceMinor: number][]
): Promise<{ quotes: number; payments: number }> {
	const descriptions = services.map(([description]) => description);
	const prices = services.map(([, price]) => price);
	await tx`create temporary table priced on commit drop as
		select org_id, gen_random_uuid() as id, row_number() over (order by planned.created_at) as number, planned.id as inquiry_id, customer_id,
			subject, created_at, status as case_status, outcome, items
		from planned cross join lateral (
			select array_agg(1 + floor(random() * ${services.length})::int) as items
			from generate_series(1, 1 + floor(random() * 3)::int + 0 * planned.number)) as chosen
		where random() < 0.4`;
	await tx`analyze priced`;
	const quotes =
		await tx`insert into quotes (org_id, id, number, invoice_number, customer_id, inquiry_id, title, status, currency, subtotal_minor,
			tax_minor, total_minor, valid_until, sent_at, decided_at, invoiced_at, paid_at, refunded_at, voided_at, created_at)
		select org_id, id, number, case when state in ('invoiced', 'paid', 'refunded')
				then row_number() over (partition by state in ('invoiced', 'paid', 'refunded') order by number) end,
			customer_id, inquiry_id, subject, state, 'EUR', subtotal, rounded(subtotal * 900, 10000),
			subtotal + rounded(subtotal * 900, 10000), (created_at + interval '30 days')::date, created_at + interval '1 hour',
			case when state not in ('sent', 'void') then created_at + interval '1 day' end,
			case when state in ('invoiced', 'paid', 'refunded') then created_at + interval '1 day' end,
			case when state in ('paid', 'refunded') then created_at + interval '2 days' end,
			case state when 'refunded' then created_at + interval '5 days' end,
			case state when 'void' then created_at + interval '3 days' end, created_at
		from (select priced.*, (select sum((${prices}::bigint[])[item]) from unnest(items) as item)::bigint as subtotal,
				case when case_status <> 'closed' then 'sent'
					when outcome = 'won' then case when random() < 0.9 then 'paid' when random() < 0.7 then 'invoiced' else 'refunded' end
					when outcome = 'lost' then 'declined' else 'void' end as state
			from priced) as stated`;
	await tx`insert into quote_items (org_id, quote_id, customer_id, position, description, quantity, unit_price_minor, tax_bp, total_minor)
		select org_id, id, customer_id, position, (${descriptions}::text[])[item], 1, (${prices}::bigint[])[item], 900, (${prices}::bigint[])[item]
		from priced cross join lateral unnest(items) with ordinality as listed (item, position)`;
	const payments =
		await tx`insert into payments (org_id, number, quote_id, customer_id, amount_minor, currency, method, received_on, refunded_at, created_at)
		select org_id, row_number() over (order by paid_at, number), id, customer_id, total_minor, currency, (array['card', 'card', 'cash', 'transfer'])[1 + floor(random() * 4)], paid_at::date,
			case status when 'refunded' then paid_at + interval '3 days' end, paid_at
		from quotes where org_id = ${orgId} and paid_at is not null`;
	await tx`update organizations set last_quote_number = ${quotes.count}, last_receipt_number = ${payments.count},
			last_invoice_number = (select coalesce(max(invoice_number), 0) from quotes where org_id = ${orgId})
		where id = ${orgId}`;
	return { quotes: quotes.count, payments: payments.count };
}

/** The cases that came by a referral, each sent by another customer. */
export async function insertReferrals(tx: Tx, referrers: string[]): Promise<number> {
	const inserted =
		await tx`insert into referrals (org_id, referrer_id, friend_id, inquiry_id, friend_name, created_at, credited_at)
		select planned.org_id, referrer, customers.id, planned.id, customers.name, planned.created_at,
			case planned.outcome when 'won' then planned.closed_at end
		from (select *, (${referrers}::uuid[])[1 + floor(random() * ${referrers.length})] as referrer from planned where source = 'referral') as planned
		join customers on customers.org_id = planned.org_id and customers.id = planned.customer_id
		where referrer <> customers.id`;
	return inserted.count;
}

/** So that the first queries after the seed know what they deal with. */
export async function takeStock(tx: Tx): Promise<void> {
	await tx`analyze customers, inquiries, inquiry_events, messages, quotes, quote_items, payments, referrals`;
}
