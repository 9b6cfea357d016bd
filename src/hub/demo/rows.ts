import { randomUUID } from 'node:crypto';
import type { EventDetails } from '#hub/inquiries/case-sql.ts';
import type { MemberRole } from '#hub/organizations/actor.ts';
import { moment } from './story/time.ts';
import type { DemoCase, DemoCustomer, DemoQuote } from './story/types.ts';

type Row = Record<string, string | number | Date | null | EventDetails>;

/** A customer of the story who is in the database by now. */
export type Kept = DemoCustomer & { id: string };

export type World = {
	orgId: string;
	now: Date;
	/** Ids of the members. */
	members: Record<MemberRole, string>;
	customers: Kept[];
};

export type Rows = {
	inquiries: Row[];
	inquiry_events: Row[];
	messages: Row[];
	quotes: Row[];
	quote_items: Row[];
	payments: Row[];
	referrals: Row[];
	caseNumber: number;
	quoteNumber: number;
};

/** A business that has been at it for a while does not begin at 1. */
const FIRST = { caseNumber: 118, quoteNumber: 1041 };
const VAT = 0.09;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const later = (date: Date, milliseconds: number) => new Date(date.getTime() + milliseconds);
const calendarDay = (date: Date) => date.toISOString().slice(0, 10);

/** Everything that the story tells about its customers, as rows: numbered in the order in which it happened. */
export function rowsOf(world: World): Rows {
	const rows: Rows = {
		inquiries: [],
		inquiry_events: [],
		messages: [],
		quotes: [],
		quote_items: [],
		payments: [],
		referrals: [],
		...FIRST
	};
	const begun = (customer: Kept, told: DemoCase) => moment(world.now, told.lines[0]?.when ?? customer.since);
	const cases = world.customers
		.flatMap((customer) =>
			customer.cases.map((told, index) => ({
				customer,
				told,
				index,
				id: randomUUID(),
				at: begun(customer, told)
			}))
		)
		.sort((a, b) => a.at.getTime() - b.at.getTime());
	const caseIds = new Map(cases.map(({ customer, index, id }) => [`${customer.id} ${index}`, id]));
	for (const { customer, told, id, at } of cases)
		addCase(world, rows, { id, customerId: customer.id, told, at, number: rows.caseNumber++ });
	const quotes = world.customers
		.flatMap((customer) =>
			customer.quotes.map((told) => ({ customer, told, at: moment(world.now, told.created) }))
		)
		.sort((a, b) => a.at.getTime() - b.at.getTime());
	for (const { customer, told, at } of quotes) {
		const inquiryId = caseIds.get(`${customer.id} ${told.about}`) ?? null;
		addQuote(world, rows, { customerId: customer.id, inquiryId, told, at, number: rows.quoteNumber++ });
	}
	for (const customer of world.customers) addReferrals(world, rows, customer, caseIds);
	return { ...rows, caseNumber: rows.caseNumber - 1, quoteNumber: rows.quoteNumber - 1 };
}

type CaseRow = { id: string; customerId: string; told: DemoCase; at: Date; number: number };

function addCase(world: World, rows: Rows, { id, customerId, told, at, number }: CaseRow): void {
	const { orgId, now, members } = world;
	const closedAt = told.closed ? moment(now, told.closed) : null;
	const last = told.lines.at(-1);
	const lastAt = last ? moment(now, last.when) : at;
	rows.inquiries.push({
		org_id: orgId,
		id,
		number,
		customer_id: customerId,
		subject: told.subject,
		status: told.status,
		outcome: told.outcome ?? null,
		outcome_reason: told.reason ?? null,
		deal_value_minor: told.value ?? null,
		source: told.source,
		assignee_id: members[told.assignee],
		active_at: closedAt && closedAt > lastAt ? closedAt : lastAt,
		last_direction: last?.direction ?? null,
		closed_at: closedAt,
		created_at: at
	});
	const assignee = members[told.assignee];
	const event = (kind: string, when: Date, memberId: string | null, details: EventDetails = {}) =>
		rows.inquiry_events.push({
			org_id: orgId,
			inquiry_id: id,
			kind,
			member_id: memberId,
			details,
			created_at: when
		});
	event('opened', at, told.source === 'manual' ? assignee : null);
	event('assigned', later(at, MINUTE), assignee, { to: assignee, from: null });
	if (closedAt)
		event('closed', closedAt, assignee, {
			...(told.outcome && { outcome: told.outcome }),
			...(told.reason && { reason: told.reason }),
			...(told.value && { dealValueMinor: told.value })
		});
	for (const line of told.lines)
		rows.messages.push({
			org_id: orgId,
			inquiry_id: id,
			customer_id: customerId,
			direction: line.direction,
			channel: line.channel,
			body: line.body,
			member_id: line.by && members[line.by],
			created_at: moment(now, line.when)
		});
}

type QuoteRow = { customerId: string; inquiryId: string | null; told: DemoQuote; at: Date; number: number };

function addQuote(world: World, rows: Rows, { customerId, inquiryId, told, at, number }: QuoteRow): void {
	const { orgId, now } = world;
	const id = randomUUID();
	const totals = told.items.map(([, quantity, price]) => Math.round(quantity * price));
	const subtotal = totals.reduce((sum, total) => sum + total, 0);
	const tax = Math.round(subtotal * VAT);
	const decidedAt = told.decided ? moment(now, told.decided) : null;
	const isInvoice = ['invoiced', 'paid', 'refunded'].includes(told.status);
	const payments = (told.payments ?? []).map((payment) => ({ ...payment, at: moment(now, payment.when) }));
	const paidAt = told.status === 'paid' || told.status === 'refunded' ? payments.at(-1)?.at : null;
	rows.quotes.push({
		org_id: orgId,
		id,
		number,
		customer_id: customerId,
		inquiry_id: inquiryId,
		title: told.title,
		status: told.status,
		currency: 'EUR',
		subtotal_minor: subtotal,
		tax_minor: tax,
		total_minor: subtotal + tax,
		note: told.note ?? null,
		valid_until: calendarDay(told.validFor ? later(now, told.validFor * DAY) : later(at, 30 * DAY)),
		sent_at: told.status === 'draft' ? null : later(at, 2 * MINUTE),
		decided_at: decidedAt,
		invoiced_at: isInvoice && decidedAt ? later(decidedAt, MINUTE) : null,
		paid_at: paidAt ?? null,
		created_at: at
	});
	for (const [index, [description, quantity, price]] of told.items.entries())
		rows.quote_items.push({
			org_id: orgId,
			quote_id: id,
			customer_id: customerId,
			position: index + 1,
			description,
			quantity,
			unit_price_minor: price,
			total_minor: totals[index] ?? 0
		});
	for (const payment of payments)
		rows.payments.push({
			org_id: orgId,
			quote_id: id,
			customer_id: customerId,
			amount_minor: payment.amount,
			currency: 'EUR',
			method: payment.method,
			reference: payment.reference ?? null,
			received_on: calendarDay(payment.at),
			refunded_at: payment.refunded ? moment(now, payment.refunded) : null,
			created_at: payment.at
		});
}

function addReferrals(world: World, rows: Rows, customer: Kept, caseIds: Map<string, string>): void {
	for (const sent of customer.sent ?? []) {
		const friend = world.customers.find((other) => other.mailbox === sent.mailbox);
		if (!friend) throw new Error(`The story sends ${sent.mailbox}, whom it does not know.`);
		rows.referrals.push({
			org_id: world.orgId,
			referrer_id: customer.id,
			friend_id: friend.id,
			inquiry_id: caseIds.get(`${friend.id} 0`) ?? null,
			friend_name: friend.name,
			created_at: moment(world.now, sent.when),
			credited_at: sent.credited ? moment(world.now, sent.credited) : null
		});
	}
}
