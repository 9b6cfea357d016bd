import type { Tx } from '#platform/database/database.ts';
import type { Draft } from './schema.ts';
import type { QuoteEventDetails, QuoteEventKind } from './sql.ts';
import type { QuoteStatus } from './state.ts';

/** What a change looks at before it is made; the row stays locked until the transaction ends. */
export type Standing = {
	id: string;
	number: number | null;
	invoiceNumber: number | null;
	status: QuoteStatus;
	version: number;
	title: string;
	currency: string;
	totalMinor: number;
	customerId: string;
	inquiryId: string | null;
};

/**
 * Its case and its customer are taken first, in the order in which everybody takes them: whoever changes a quote goes on to write into
 * both, while whoever erases or merges her holds them and comes for the quote.
 */
export async function lockQuote(tx: Tx, id: string): Promise<Standing | null> {
	const [, , [row]] = await Promise.all([
		tx`select from inquiries i join quotes q on q.org_id = i.org_id and q.inquiry_id = i.id
			where q.org_id = (select scope_org()) and q.id = ${id} for update of i`.execute(),
		tx`select from customers c join quotes q on q.org_id = c.org_id and q.customer_id = c.id
			where q.org_id = (select scope_org()) and q.id = ${id} for key share of c`.execute(),
		tx<Standing[]>`
			select id, number, invoice_number as "invoiceNumber", status, version, title, currency, total_minor as "totalMinor",
				customer_id as "customerId", inquiry_id as "inquiryId"
			from quotes where org_id = (select scope_org()) and id = ${id} for update`
	]);
	return row ?? null;
}

export type NewQuote = { id: string; customerId: string; inquiryId: string | null; title: string };

/** A draft with the organization's usual tax and validity; false: the id is taken, by this form pressed twice. */
export async function insertQuote(tx: Tx, it: NewQuote): Promise<boolean> {
	const { count } =
		await tx`insert into quotes (org_id, id, customer_id, inquiry_id, title, currency, tax_included, valid_until)
		select id, ${it.id}, ${it.customerId}, ${it.inquiryId}, ${it.title}, currency, prices_include_tax,
			(now() at time zone time_zone)::date + quote_days
		from organizations where id = (select scope_org())
		on conflict (org_id, id) do nothing`;
	return count > 0;
}

/** Puts what the editor says in the place of what is there. */
export async function writeDraft(
	tx: Tx,
	of: { orgId: string; id: string; customerId: string },
	draft: Draft
): Promise<void> {
	await tx`delete from quote_items where org_id = ${of.orgId} and quote_id = ${of.id}`;
	const items = draft.lines.map((line, index) => ({
		org_id: of.orgId,
		quote_id: of.id,
		customer_id: of.customerId,
		position: index + 1,
		description: line.description,
		quantity: line.quantity / 1000,
		unit_price_minor: line.unitPrice,
		tax_bp: line.taxRate,
		discount_bp: line.discount && 'percent' in line.discount ? line.discount.percent : null,
		discount_minor: draft.totals.lines[index]?.discount ?? 0,
		total_minor: draft.totals.lines[index]?.total ?? 0
	}));
	if (items.length) await tx`insert into quote_items ${tx(items)}`;
	const { discount, totals } = draft;
	await tx`update quotes set title = ${draft.title}, note = ${draft.note}, valid_until = ${draft.validUntil},
			tax_included = ${draft.taxIncluded}, discount_bp = ${discount && 'percent' in discount ? discount.percent : null},
			discount_minor = ${totals.discount}, subtotal_minor = ${totals.net}, tax_minor = ${totals.tax},
			total_minor = ${totals.total}, version = version + 1
		where org_id = ${of.orgId} and id = ${of.id}`;
}

export async function removeQuote(tx: Tx, id: string): Promise<void> {
	await tx`delete from quotes where org_id = (select scope_org()) and id = ${id}`;
}

/** Another state; the database gives numbers and moments, and refuses what cannot be. */
export async function setStatus(tx: Tx, id: string, status: QuoteStatus): Promise<Standing> {
	const [row] = await tx<
		Standing[]
	>`update quotes set status = ${status} where org_id = (select scope_org()) and id = ${id}
		returning id, number, invoice_number as "invoiceNumber", status, version, title, currency, total_minor as "totalMinor",
			customer_id as "customerId", inquiry_id as "inquiryId"`;
	if (!row) throw new Error('a locked quote is gone');
	return row;
}

/** As `setStatus`, for what is printed: with names and addresses as they are now, and for an invoice the day it is due. */
export async function issueAs(tx: Tx, id: string, status: 'sent' | 'invoiced'): Promise<Standing> {
	const [row] = await tx<Standing[]>`update quotes set status = ${status},
			billed_to = left(concat_ws(e'\n', c.name, c.address), 600),
			billed_from = left(concat_ws(e'\n', o.name, o.postal_address, o.tax_id), 600),
			due_on = case when ${status === 'invoiced'} then (now() at time zone o.time_zone)::date + o.payment_days end
		from organizations o, customers c
		where quotes.org_id = (select scope_org()) and quotes.id = ${id} and o.id = quotes.org_id
			and c.org_id = quotes.org_id and c.id = quotes.customer_id
		returning quotes.id, quotes.number, invoice_number as "invoiceNumber", status, version, title, quotes.currency,
			total_minor as "totalMinor", customer_id as "customerId", inquiry_id as "inquiryId"`;
	if (!row) throw new Error('a locked quote is gone');
	return row;
}

/** Who of the team; nulls: somebody who is no member any more. */
export type By = { memberId: string | null; name: string | null };

/** By which form it was issued, and whose. */
export async function issuedBy(tx: Tx, id: string): Promise<(By & { key: string | null }) | null> {
	const [row] = await tx<(By & { key: string | null })[]>`
		select e.details->>'key' as key, ${by(tx)} where ${ofQuote(tx, id)} and e.kind = 'sent'`;
	return row ?? null;
}

/** Where its timeline ends. */
export async function newestEvent(
	tx: Tx,
	id: string
): Promise<(By & { id: string; kind: QuoteEventKind }) | null> {
	const [row] = await tx<(By & { id: string; kind: QuoteEventKind })[]>`
		select e.id, e.kind, ${by(tx)} where ${ofQuote(tx, id)} order by e.created_at desc, e.id desc limit 1`;
	return row ?? null;
}

const by = (tx: Tx) => tx`e.member_id as "memberId", people.name
	from quote_events e
	left join members m on m.org_id = e.org_id and m.id = e.member_id
	left join people on people.id = m.person_id`;
const ofQuote = (tx: Tx, id: string) => tx`e.org_id = (select scope_org()) and e.quote_id = ${id}`;

export async function putInCase(tx: Tx, id: string, inquiryId: string): Promise<void> {
	await tx`update quotes set inquiry_id = ${inquiryId} where org_id = (select scope_org()) and id = ${id}`;
}

export async function insertQuoteEvent(
	tx: Tx,
	quoteId: string,
	kind: QuoteEventKind,
	memberId: string,
	details: QuoteEventDetails = {}
): Promise<void> {
	await tx`insert into quote_events (org_id, quote_id, kind, member_id, details)
		values ((select scope_org()), ${quoteId}, ${kind}, ${memberId}, ${tx.json(details)})`;
}

/** What to begin with; of no customer. */
export type TemplateContent = {
	title: string;
	taxIncluded: boolean;
	discount: Draft['discount'];
	lines: Draft['lines'];
};
export type Template = { id: string; name: string };

export function templates(tx: Tx): Promise<Template[]> {
	return tx<
		Template[]
	>`select id, name from quote_templates where org_id = (select scope_org()) order by lower(name), id`;
}

export async function templateById(
	tx: Tx,
	id: string
): Promise<{ name: string; content: TemplateContent } | null> {
	const [row] = await tx<{ name: string; content: TemplateContent }[]>`
		select name, content from quote_templates where org_id = (select scope_org()) and id = ${id}`;
	return row ?? null;
}

/** In the place of one with the same name. */
export async function keepTemplate(tx: Tx, name: string, content: TemplateContent): Promise<void> {
	await tx`insert into quote_templates (org_id, name, content) values ((select scope_org()), ${name}, ${tx.json(content)})
		on conflict (org_id, name) do update set content = excluded.content`;
}

export async function removeTemplate(tx: Tx, id: string): Promise<void> {
	await tx`delete from quote_templates where org_id = (select scope_org()) and id = ${id}`;
}

/** Whether it is a case of this customer that can be worked on. */
export async function isCaseOf(tx: Tx, inquiryId: string, customerId: string): Promise<boolean> {
	const rows = await tx`select from inquiries where org_id = (select scope_org()) and id = ${inquiryId}
		and customer_id = ${customerId} and deleted_at is null`;
	return rows.length === 1;
}

/** Whether the day until which it is valid is over, where the organization is. */
export async function hasLapsed(tx: Tx, quoteId: string): Promise<boolean> {
	const rows = await tx`select from quotes q join organizations o on o.id = q.org_id
		where q.org_id = (select scope_org()) and q.id = ${quoteId}
			and q.valid_until < (now() at time zone o.time_zone)::date`;
	return rows.length === 1;
}

/** Whether money was received for it and not taken back. */
export async function hasReceived(tx: Tx, quoteId: string): Promise<boolean> {
	const rows = await tx`select from payments where org_id = (select scope_org()) and quote_id = ${quoteId}
		and reverted_at is null and refunded_at is null limit 1`;
	return rows.length === 1;
}
