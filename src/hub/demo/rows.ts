import { randomUUID } from 'node:crypto';
import type { EventDetails } from '#hub/inquiries/case-sql.ts';
import { paperNumber } from '#hub/quotes/numbers.ts';
import { totals } from '#hub/quotes/money.ts';
import type { MemberRole } from '#hub/organizations/actor.ts';
import { moment } from './story/time.ts';
import type { DemoCase, DemoCustomer, DemoQuote } from './story/types.ts';

type Row = Record<string, string | number | boolean | Date | null | EventDetails>;

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
	quote_events: Row[];
	referrals: Row[];
} & Numbers;

/** The highest numbers given out. */
export type Numbers = {
	caseNumber: number;
	quoteNumber: number;
	invoiceNumber: number;
	receiptNumber: number;
};

/** A business that has been at it for a while does not begin at 1. */
const FIRST: Numbers = { caseNumber: 118, quoteNumber: 1041, invoiceNumber: 871, receiptNumber: 902 };
/** Basis points; prices at a salon have it in them. */
const VAT = 900;
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
		quote_events: [],
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
		addQuote(world, rows, { customerId: customer.id, inquiryId, told, at });
	}
	numberInOrder(rows);
	for (const customer of world.customers) addReferrals(world, rows, customer, caseIds);
	return { ...rows, caseNumber: rows.caseNumber - 1 };
}

/** Numbers are given in the order in which quotes were sent, invoices made and payments received, and none is missing. */
function numberInOrder(rows: Rows): void {
	const given = (table: Row[], moment: string, column: string, from: number) => {
		const dated = table.filter((row) => row[moment] instanceof Date);
		dated.sort((a, b) => Number(a[moment]) - Number(b[moment]));
		for (const [index, row] of dated.entries()) row[column] = from + index;
		return from + dated.length - 1;
	};
	rows.quoteNumber = given(rows.quotes, 'sent_at', 'number', FIRST.quoteNumber);
	rows.invoiceNumber = given(rows.quotes, 'invoiced_at', 'invoice_number', FIRST.invoiceNumber);
	rows.receiptNumber = given(rows.payments, 'created_at', 'number', FIRST.receiptNumber);
	for (const event of rows.inquiry_events) {
		const details = event['details'] as EventDetails;
		const quote = details.quote && rows.quotes.find(({ id }) => id === details.quote);
		if (!quote) continue;
		const invoiced = details.what !== 'sent' && details.what !== 'accepted' && details.what !== 'declined';
		details.name =
			invoiced && quote['invoice_number']
				? paperNumber('invoice', Number(quote['invoice_number']))
				: paperNumber('quote', Number(quote['number']));
	}
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

type QuoteRow = { customerId: string; inquiryId: string | null; told: DemoQuote; at: Date };

function addQuote(world: World, rows: Rows, { customerId, inquiryId, told, at }: QuoteRow): void {
	const { orgId, now, members } = world;
	const id = randomUUID();
	const lines = told.items.map(([, quantity, price]) => ({
		quantity: Math.round(quantity * 1000),
		unitPrice: price,
		discount: null,
		taxRate: VAT
	}));
	const sum = totals({ lines, discount: null, taxIncluded: true });
	const decidedAt = told.decided ? moment(now, told.decided) : null;
	const isInvoice = ['invoiced', 'paid', 'refunded'].includes(told.status);
	const invoicedAt = isInvoice && decidedAt ? later(decidedAt, MINUTE) : null;
	const payments = (told.payments ?? []).map((payment) => ({ ...payment, at: moment(now, payment.when) }));
	const paidAt = told.status === 'paid' || told.status === 'refunded' ? payments.at(-1)?.at : null;
	const sentAt = told.status === 'draft' ? null : later(at, 2 * MINUTE);
	const refunded = payments.find((payment) => payment.refunded)?.refunded;
	const refundedAt = refunded ? moment(now, refunded) : null;
	const voidedAt = told.status === 'void' ? later(at, 3 * DAY) : null;
	rows.quotes.push({
		org_id: orgId,
		id,
		number: null,
		invoice_number: null,
		customer_id: customerId,
		inquiry_id: inquiryId,
		title: told.title,
		status: told.status,
		currency: 'EUR',
		tax_included: true,
		subtotal_minor: sum.net,
		tax_minor: sum.tax,
		total_minor: sum.total,
		note: told.note ?? null,
		valid_until: calendarDay(told.validFor ? later(now, told.validFor * DAY) : later(at, 30 * DAY)),
		due_on: invoicedAt && calendarDay(later(invoicedAt, 14 * DAY)),
		sent_at: sentAt,
		decided_at: decidedAt,
		invoiced_at: invoicedAt,
		paid_at: paidAt ?? null,
		refunded_at: refundedAt,
		voided_at: voidedAt,
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
			tax_bp: VAT,
			total_minor: sum.lines[index]?.total ?? 0
		});
	const happened = (what: EventDetails['what'], when: Date | null, amountMinor: number = sum.total) => {
		if (!when || !what) return;
		const details = { amountMinor };
		rows.quote_events.push({
			org_id: orgId,
			quote_id: id,
			kind: what,
			member_id: members.owner,
			details: what === 'payment' ? details : {},
			created_at: when
		});
		if (inquiryId)
			rows.inquiry_events.push({
				org_id: orgId,
				inquiry_id: inquiryId,
				kind: 'quote',
				member_id: members.owner,
				details: { quote: id, what, amountMinor, currency: 'EUR' },
				created_at: when
			});
	};
	happened('sent', sentAt);
	happened(told.status === 'declined' ? 'declined' : 'accepted', decidedAt);
	happened('invoiced', invoicedAt);
	for (const payment of payments) happened('payment', payment.at, payment.amount);
	happened('paid', paidAt ?? null);
	happened('refunded', refundedAt);
	happened('void', voidedAt);
	for (const payment of payments)
		rows.payments.push({
			org_id: orgId,
			number: null,
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
			settled_at: moment(world.now, sent.when),
			credited_at: sent.credited ? moment(world.now, sent.credited) : null
		});
	}
}
