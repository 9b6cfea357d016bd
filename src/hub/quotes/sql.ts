import type { MessageState } from '#hub/messages/types.ts';
import type { Tx } from '#platform/database/database.ts';
import type { QuoteStatus } from './state.ts';

/** A quote without its line items; money in minor units of `currency` (D6). */
export type QuoteRow = {
	id: string;
	/** null: a draft. */
	number: number | null;
	invoiceNumber: number | null;
	title: string;
	status: QuoteStatus;
	currency: string;
	totalMinor: number;
	/** What was received for it and not taken back. */
	receivedMinor: number;
	/** A calendar day, `2026-03-14`. */
	validUntil: string | null;
	dueOn: string | null;
	createdAt: Date;
	sentAt: Date | null;
	paidAt: Date | null;
};

const row = (tx: Tx) => tx`q.id, q.number, q.invoice_number as "invoiceNumber", q.title, q.status, q.currency,
	q.total_minor as "totalMinor", q.valid_until::text as "validUntil", q.due_on::text as "dueOn",
	q.created_at as "createdAt", q.sent_at as "sentAt", q.paid_at as "paidAt",
	(select coalesce(sum(p.amount_minor), 0)::bigint from payments p where p.org_id = q.org_id and p.quote_id = q.id
		and p.reverted_at is null and p.refunded_at is null) as "receivedMinor"`;

/** A customer's quotes, the newest first. */
export function quotesOfCustomer(tx: Tx, customerId: string, limit: number): Promise<QuoteRow[]> {
	return tx<QuoteRow[]>`
		select ${row(tx)} from quotes q where q.org_id = (select scope_org()) and q.customer_id = ${customerId}
		order by q.created_at desc, q.id limit ${limit}`;
}

/** Those of a case, the newest first. */
export function quotesOfCase(tx: Tx, inquiryId: string, limit: number): Promise<QuoteRow[]> {
	return tx<QuoteRow[]>`
		select ${row(tx)} from quotes q where q.org_id = (select scope_org()) and q.inquiry_id = ${inquiryId}
		order by q.created_at desc, q.id limit ${limit}`;
}

export type ListedQuote = QuoteRow & { customerId: string; customerName: string };

export type ListPlace = {
	statuses: readonly QuoteStatus[];
	/** Part of a title or a customer's name, lower case; null: all. */
	text: string | null;
	/** A number of a quote or an invoice; null: all. */
	number: number | null;
	edge: string | null;
	backwards: boolean;
	limit: number;
};

/** Newest first beyond the edge; backwards: in reverse. An edge that is gone gives nothing. */
export function pageOfQuotes(tx: Tx, place: ListPlace): Promise<ListedQuote[]> {
	const direction = place.backwards ? tx`asc` : tx`desc`;
	const beyond = place.edge
		? tx`and (q.created_at, q.id) ${place.backwards ? tx`>` : tx`<`}
			(select created_at, id from quotes where org_id = (select scope_org()) and id = ${place.edge})`
		: tx``;
	const matching =
		place.number !== null
			? tx`and (q.number = ${place.number} or q.invoice_number = ${place.number})`
			: place.text !== null
				? tx`and (position(${place.text} in lower(q.title)) > 0 or position(${place.text} in lower(c.name)) > 0)`
				: tx``;
	return tx<ListedQuote[]>`
		select ${row(tx)}, c.id as "customerId", c.name as "customerName"
		from quotes q join customers c on c.org_id = q.org_id and c.id = q.customer_id
		where q.org_id = (select scope_org()) and q.status = any(${place.statuses}) ${matching} ${beyond}
		order by q.created_at ${direction}, q.id ${direction} limit ${place.limit}`;
}

/** Quotes, invoices and receipts with that number, at most one of each. */
export function papersByNumber(
	tx: Tx,
	number: number
): Promise<{ kind: 'quote' | 'invoice' | 'receipt'; id: string; title: string; customerName: string }[]> {
	return tx<{ kind: 'quote' | 'invoice' | 'receipt'; id: string; title: string; customerName: string }[]>`
		select found.kind, q.id, q.title, c.name as "customerName" from (
			select 'invoice' as kind, id from quotes where org_id = (select scope_org()) and invoice_number = ${number}
			union all select 'quote', id from quotes where org_id = (select scope_org()) and number = ${number}
			union all select 'receipt', quote_id from payments where org_id = (select scope_org()) and number = ${number}
		) as found
		join quotes q on q.org_id = (select scope_org()) and q.id = found.id
		join customers c on c.org_id = q.org_id and c.id = q.customer_id`;
}

/** What each state comes to, by currency. */
export function sumsByStatus(
	tx: Tx
): Promise<{ status: QuoteStatus; currency: string; count: number; openMinor: number }[]> {
	return tx<{ status: QuoteStatus; currency: string; count: number; openMinor: number }[]>`
		select q.status, q.currency, count(*)::int as count,
			(sum(q.total_minor) - coalesce(sum(paid.amount), 0))::bigint as "openMinor"
		from quotes q left join lateral (select sum(amount_minor) as amount from payments p
			where p.org_id = q.org_id and p.quote_id = q.id and p.reverted_at is null and p.refunded_at is null) as paid on q.status = 'invoiced'
		where q.org_id = (select scope_org()) and q.status in ('draft', 'sent', 'accepted', 'invoiced')
		group by q.status, q.currency order by q.currency`;
}

export type QuoteItem = {
	description: string;
	/** Thousandths. */
	quantity: number;
	unitPriceMinor: number;
	discountBp: number | null;
	discountMinor: number;
	taxBp: number;
	totalMinor: number;
};

export type QuotePayment = {
	id: string;
	number: number;
	amountMinor: number;
	method: 'cash' | 'card' | 'transfer' | 'other';
	reference: string | null;
	receivedOn: string;
	refundedAt: Date | null;
	revertedAt: Date | null;
	by: string | null;
};

export type QuoteEventKind =
	| 'written'
	| 'sent'
	| 'told'
	| 'accepted'
	| 'declined'
	| 'invoiced'
	| 'payment'
	| 'paid'
	| 'unpaid'
	| 'refunded'
	| 'void';

/** What an event says beyond its kind. */
export type QuoteEventDetails = {
	/** sent: of the form by which it was issued. */
	key?: string;
	/** told: by which channel. */
	channel?: string;
	/** told: as which message. */
	message?: string;
	/** told: what went. */
	paper?: 'quote' | 'invoice' | 'receipt';
	/** payment, unpaid, refunded. */
	amountMinor?: number;
	receipt?: number;
	/** void, unpaid, refunded, declined. */
	reason?: string;
};

export type QuoteEvent = {
	id: string;
	kind: QuoteEventKind;
	details: QuoteEventDetails;
	createdAt: Date;
	by: string | null;
	/** told: how far its message came, and what a queued one waits for; null: it was taken back, or nobody knows. */
	message: { state: MessageState; waitsFor: string | null } | null;
};

export type QuoteDetails = QuoteRow & {
	taxIncluded: boolean;
	discountBp: number | null;
	discountMinor: number;
	subtotalMinor: number;
	taxMinor: number;
	note: string | null;
	decidedAt: Date | null;
	invoicedAt: Date | null;
	refundedAt: Date | null;
	voidedAt: Date | null;
	version: number;
	customer: { id: string; name: string; email: string | null; locale: string | null };
	inquiry: { id: string; prefix: string; number: number; subject: string } | null;
	items: QuoteItem[];
	payments: QuotePayment[];
	events: QuoteEvent[];
};

type DetailsRow = Omit<QuoteDetails, 'customer' | 'inquiry' | 'items' | 'payments' | 'events'> & {
	customerId: string;
	customerName: string;
	email: string | null;
	locale: string | null;
	inquiryId: string | null;
	prefix: string;
	caseNumber: number;
	subject: string;
};

/** With `lock`, until the end of the transaction nobody else changes it. */
export async function quoteById(tx: Tx, id: string): Promise<QuoteDetails | null> {
	const [found] = await tx<DetailsRow[]>`
		select ${row(tx)}, q.tax_included as "taxIncluded", q.discount_bp as "discountBp", q.discount_minor as "discountMinor",
			q.subtotal_minor as "subtotalMinor", q.tax_minor as "taxMinor", q.note, q.decided_at as "decidedAt",
			q.invoiced_at as "invoicedAt", q.refunded_at as "refundedAt", q.voided_at as "voidedAt", q.version,
			c.id as "customerId", c.name as "customerName", c.email, c.locale,
			i.id as "inquiryId", i.prefix, i.number as "caseNumber", i.subject
		from quotes q
		join customers c on c.org_id = q.org_id and c.id = q.customer_id
		left join inquiries i on i.org_id = q.org_id and i.id = q.inquiry_id and i.deleted_at is null
		where q.org_id = (select scope_org()) and q.id = ${id}`;
	if (!found) return null;
	const [items, payments, events] = await Promise.all([
		itemsOf(tx, id),
		paymentsOf(tx, id),
		eventsOf(tx, id)
	]);
	const { customerId, customerName, email, locale, inquiryId, prefix, caseNumber, subject, ...rest } = found;
	return {
		...rest,
		customer: { id: customerId, name: customerName, email, locale },
		inquiry: inquiryId === null ? null : { id: inquiryId, prefix, number: caseNumber, subject },
		items,
		payments,
		events
	};
}

export function itemsOf(tx: Tx, quoteId: string): Promise<QuoteItem[]> {
	return tx<QuoteItem[]>`
		select description, (quantity * 1000)::bigint as quantity, unit_price_minor as "unitPriceMinor", discount_bp as "discountBp",
			discount_minor as "discountMinor", tax_bp as "taxBp", total_minor as "totalMinor"
		from quote_items where org_id = (select scope_org()) and quote_id = ${quoteId} order by position`;
}

function paymentsOf(tx: Tx, quoteId: string): Promise<QuotePayment[]> {
	return tx<QuotePayment[]>`
		select p.id, p.number, p.amount_minor as "amountMinor", p.method, p.reference, p.received_on::text as "receivedOn",
			p.refunded_at as "refundedAt", p.reverted_at as "revertedAt", people.name as by
		from payments p
		left join members m on m.org_id = p.org_id and m.id = p.member_id
		left join people on people.id = m.person_id
		where p.org_id = (select scope_org()) and p.quote_id = ${quoteId} order by p.number`;
}

function eventsOf(tx: Tx, quoteId: string): Promise<QuoteEvent[]> {
	return tx<QuoteEvent[]>`
		select e.id, e.kind, e.details, e.created_at as "createdAt", people.name as by,
			case when told.id is not null then jsonb_build_object('state', told.state, 'waitsFor', told.last_error) end as message
		from quote_events e
		left join messages told on told.org_id = e.org_id and told.id = (e.details->>'message')::uuid
		left join members m on m.org_id = e.org_id and m.id = e.member_id
		left join people on people.id = m.person_id
		where e.org_id = (select scope_org()) and e.quote_id = ${quoteId} order by e.created_at, e.id`;
}

/** How the business sets up its money; set in Settings. */
export type MoneySetup = {
	currency: string;
	locale: string;
	timeZone: string;
	pricesIncludeTax: boolean;
	/** Basis points. */
	taxBp: number;
	taxId: string | null;
	postalAddress: string | null;
	quoteDays: number;
	paymentDays: number;
	paymentInstructions: string;
};

export async function moneySetup(tx: Tx): Promise<MoneySetup> {
	const [found] = await tx<[MoneySetup]>`
		select currency, locale, time_zone as "timeZone", prices_include_tax as "pricesIncludeTax", tax_bp as "taxBp", tax_id as "taxId",
			postal_address as "postalAddress", quote_days as "quoteDays", payment_days as "paymentDays",
			payment_instructions as "paymentInstructions"
		from organizations where id = (select scope_org())`;
	return found;
}

export async function setMoneySetup(
	tx: Tx,
	it: Omit<MoneySetup, 'currency' | 'locale' | 'timeZone'>
): Promise<void> {
	await tx`update organizations set prices_include_tax = ${it.pricesIncludeTax}, tax_bp = ${it.taxBp}, tax_id = ${it.taxId},
			postal_address = ${it.postalAddress}, quote_days = ${it.quoteDays}, payment_days = ${it.paymentDays},
			payment_instructions = ${it.paymentInstructions}
		where id = (select scope_org())`;
}
