import type postgres from 'postgres';
import type { Tx } from '#platform/database/database.ts';

/**
 * What a customer's export tells, as lines of JSON that PostgreSQL writes: docs/export-format.md says what each means, and the
 * `personal-data.ts` of each domain which column stands where. All of it reads the customer of the transaction's scope, under
 * whichever role: her own, or a member's. What she may not see is left out here as well, so that both read the same bytes.
 */

/** A line, and where its list goes on after it. */
export type Line = { line: string; at: string; id: string };

/** Everything up to `until` that comes after `after`, oldest first. */
export type Part = { until: string; after: Pick<Line, 'at' | 'id'> | null };

/** Lines that are read at once. */
const LINES = 500;
/** Bytes of messages that are read at once, but for the last of them. */
const BYTES = 4_000_000;

/** UTC, with milliseconds: `2026-03-14T09:26:53.589Z`. */
const iso = (tx: Tx, column: string) =>
	tx`to_char(${tx(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** D6: minor units with their currency. */
const money = (tx: Tx, minor: string, currency: string) =>
	tx`(select row_to_json(money) from (select ${tx(minor)} as minor, ${tx(currency)} as currency) as money)`;

/** A case's number as people see it, as hub/inquiries/case-number.ts writes it; null: there is no such case. */
const caseNumber = (tx: Tx, id: string) => tx`(
	select numbered.prefix || '-' || lpad(numbered.number::text, greatest(6, length(numbered.number::text)), '0')
	from inquiries numbered where numbered.org_id = (select scope_org()) and numbered.id = ${tx(id)})`;

const listOf = (tx: Tx, rows: postgres.PendingQuery<postgres.Row[]>) =>
	tx`(select coalesce(json_agg(row_to_json(listed)), '[]') from (${rows}) as listed)`;

/** Rows of `alias` that belong to this part of a list of the scope's customer. */
const within = (tx: Tx, alias: string, { until, after }: Part, owner = 'customer_id') => tx`
	${tx(`${alias}.org_id`)} = (select scope_org()) and ${tx(`${alias}.${owner}`)} = (select scope_customer())
	and ${tx(`${alias}.created_at`)} <= ${until}::text::timestamptz
	${after ? tx`and (${tx(`${alias}.created_at`)}, ${tx(`${alias}.id`)}) > (${after.at}::text::timestamptz, ${after.id}::uuid)` : tx``}`;

/** Where a list goes on. As text: the driver would round a time to milliseconds. */
const place = (tx: Tx, alias: string) =>
	tx`${tx(`${alias}.created_at`)}::text as at, ${tx(`${alias}.id`)}::text as id`;

/** Lets the transaction read as the customer whose portal this token opens, for her export; false: it opens none. */
export async function enterForExport(tx: Tx, tokenHash: Buffer): Promise<boolean> {
	const [row] = await tx<{ known: boolean }[]>`
		select gate.enter_portal(${tokenHash}) as known, set_config('hub.purpose', 'export', true)`;
	return row?.known ?? false;
}

export type Head = {
	customerId: string;
	name: string;
	organization: string;
	/** Language tags; null: the organization's holds. */
	locale: string | null;
	organizationLocale: string;
	timeZone: string;
	/** ISO 8601, UTC. */
	exportedAt: string;
	/** The same moment to the microsecond, for `Part`. */
	until: string;
	line: string;
};

/** The customer herself, with what is too little for lists of its own; null: there is none in the scope. */
export async function head(tx: Tx): Promise<Head | null> {
	const ofHers = tx`org_id = (select scope_org()) and customer_id = c.id`;
	const [row] = await tx<Head[]>`
		select c.id as "customerId", c.name, o.name as organization, c.locale, o.locale as "organizationLocale",
			o.time_zone as "timeZone", now()::text as until,
			to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "exportedAt",
			(select row_to_json(line)::text from (select
				c.name, c.email, c.phone, c.address, c.locale as language, c.preferences,
				${iso(tx, 'c.preferences_updated_at')} as "preferencesUpdatedAt",
				${iso(tx, 'c.portal_token_created_at')} as "portalLinkCreatedAt",
				${iso(tx, 'c.portal_seen_at')} as "lastSeenAt",
				(select min(${iso(tx, 'r.created_at')}) from referrals r
					where r.org_id = (select scope_org()) and r.friend_id = c.id) as "referredAt",
				${iso(tx, 'c.created_at')} as "createdAt", ${iso(tx, 'c.updated_at')} as "updatedAt",
				${listOf(
					tx,
					tx`select kind, shown as value, ${iso(tx, 'created_at')} as since
					from customer_aliases where ${ofHers} order by created_at, id`
				)} as aliases,
				${listOf(
					tx,
					tx`select ${iso(tx, 'merged_at')} as at from customer_merges
					where org_id = (select scope_org()) and kept_id = c.id order by merged_at, id`
				)} as merges,
				${listOf(
					tx,
					tx`select status, ${iso(tx, 'requested_at')} as "requestedAt", ${iso(tx, 'decided_at')} as "decidedAt"
					from customer_data_requests where ${ofHers} order by requested_at, id`
				)} as "deletionRequests",
				${listOf(
					tx,
					tx`select kind, who, ${iso(tx, 'created_at')} as at, inquiry from (
						select kind, who, created_at, id, null as inquiry from customer_accesses where ${ofHers}
						union all
						select 'case_opened', 'member', a.created_at, a.id, ${caseNumber(tx, 'a.inquiry_id')}
						from inquiry_accesses a join inquiries i on i.org_id = a.org_id and i.id = a.inquiry_id
						where a.org_id = (select scope_org()) and i.customer_id = c.id) as accesses order by created_at, id`
				)} as accesses,
				${listOf(
					tx,
					tx`select kind, state, recipient, subject, body_text as text,
						${iso(tx, 'created_at')} as "createdAt", ${iso(tx, 'sent_at')} as "sentAt"
					from outbox_mails where ${ofHers} order by created_at, id`
				)} as mails
			) as line) as line
		from customers c join organizations o on o.id = c.org_id
		where c.org_id = (select scope_org()) and c.id = (select scope_customer())`;
	return row ?? null;
}

export const inquiries = (tx: Tx, part: Part): Promise<Line[]> => tx<Line[]>`
	select ${place(tx, 'i')}, (select row_to_json(line)::text from (select
		${caseNumber(tx, 'i.id')} as number, i.subject, i.status, i.outcome, i.source,
		${caseNumber(tx, 'i.previous_id')} as continues,
		${iso(tx, 'i.created_at')} as "createdAt", ${iso(tx, 'i.active_at')} as "activeAt",
		${iso(tx, 'i.closed_at')} as "closedAt", ${iso(tx, 'i.deleted_at')} as "deletedAt",
		${listOf(
			tx,
			tx`select e.kind, ${iso(tx, 'e.created_at')} as at from inquiry_events e
			where e.org_id = (select scope_org()) and e.inquiry_id = i.id order by e.created_at, e.place`
		)} as events
	) as line) as line
	from inquiries i where ${within(tx, 'i', part)} order by i.created_at, i.id limit ${LINES}`;

/** A mail may have megabytes of HTML, so a part ends by lines or by bytes, whichever comes first. */
export const messages = (tx: Tx, part: Part): Promise<Line[]> => tx<Line[]>`
	select ${place(tx, 'm')}, (select row_to_json(line)::text from (select
		${caseNumber(tx, 'm.inquiry_id')} as inquiry, m.direction, m.channel, m.state,
		${iso(tx, 'm.created_at')} as "createdAt", ${iso(tx, 'm.sent_at')} as "sentAt",
		m.body, m.failure, m.automatic, m.unverified, m.details,
		(select row_to_json(mail) from (select mails.from_name as "fromName", mails.from_address as "from",
			mails.to_addresses as "to", mails.cc_addresses as cc, mails.subject, ${iso(tx, 'mails.sent_date')} as date,
			mails.quoted, mails.signature, mails.html
			from message_mails mails where mails.org_id = (select scope_org()) and mails.message_id = m.id) as mail) as mail,
		${listOf(
			tx,
			tx`select a.name, a.content_type as type, a.size, encode(a.sha256, 'hex') as sha256,
				${iso(tx, 'a.created_at')} as "createdAt"
			from attachments a where a.org_id = (select scope_org()) and a.message_id = m.id order by a.created_at, a.id`
		)} as attachments
	) as line) as line
	from (
		select m.*, sum(octet_length(m.body) + coalesce(octet_length(mail.html), 0) + coalesce(octet_length(mail.quoted), 0))
			over (order by m.created_at, m.id rows between unbounded preceding and 1 preceding) as bytes
		from (select m.org_id, m.id, m.inquiry_id, m.direction, m.channel, m.state, m.created_at, m.sent_at, m.body, m.failure,
				m.automatic, m.unverified, m.details
			from messages m where ${within(tx, 'm', part)} and (m.release_at is null or m.release_at <= now())
			order by m.created_at, m.id limit ${LINES}) m
		left join message_mails mail on mail.org_id = m.org_id and mail.message_id = m.id) m
	where coalesce(m.bytes, 0) <= ${BYTES} order by m.created_at, m.id`;

export const quotes = (tx: Tx, part: Part): Promise<Line[]> => tx<Line[]>`
	select ${place(tx, 'q')}, (select row_to_json(line)::text from (select
		q.number, q.invoice_number as "invoiceNumber", ${caseNumber(tx, 'q.inquiry_id')} as inquiry, q.title, q.status, q.note,
		q.billed_to as "billedTo", q.valid_until as "validUntil", q.due_on as "dueOn",
		${iso(tx, 'q.created_at')} as "createdAt", ${iso(tx, 'q.sent_at')} as "sentAt",
		${iso(tx, 'q.decided_at')} as "decidedAt", ${iso(tx, 'q.invoiced_at')} as "invoicedAt", ${iso(tx, 'q.paid_at')} as "paidAt",
		${iso(tx, 'q.refunded_at')} as "refundedAt", ${iso(tx, 'q.voided_at')} as "voidedAt",
		${listOf(
			tx,
			tx`select item.position, item.description, trim_scale(item.quantity) as quantity,
				${money(tx, 'item.unit_price_minor', 'q.currency')} as "unitPrice",
				${money(tx, 'item.discount_minor', 'q.currency')} as discount, item.tax_bp as "taxBasisPoints",
				${money(tx, 'item.total_minor', 'q.currency')} as total
			from quote_items item where item.org_id = (select scope_org()) and item.quote_id = q.id order by item.position`
		)} as items,
		${money(tx, 'q.subtotal_minor', 'q.currency')} as subtotal, ${money(tx, 'q.discount_minor', 'q.currency')} as discount,
		q.tax_included as "taxIncluded", ${money(tx, 'q.tax_minor', 'q.currency')} as tax,
		${money(tx, 'q.total_minor', 'q.currency')} as total
	) as line) as line
	from quotes q where ${within(tx, 'q', part)} and q.status <> 'draft' order by q.created_at, q.id limit ${LINES}`;

export const payments = (tx: Tx, part: Part): Promise<Line[]> => tx<Line[]>`
	select ${place(tx, 'p')}, (select row_to_json(line)::text from (select
		p.number, (select q.number from quotes q where q.org_id = (select scope_org()) and q.id = p.quote_id and q.status <> 'draft') as quote,
		${money(tx, 'p.amount_minor', 'p.currency')} as amount, p.method, p.reference, p.received_on as "receivedOn",
		${iso(tx, 'p.refunded_at')} as "refundedAt", ${iso(tx, 'p.created_at')} as "createdAt"
	) as line) as line
	from payments p where ${within(tx, 'p', part)} and p.reverted_at is null order by p.created_at, p.id limit ${LINES}`;

export const referrals = (tx: Tx, part: Part): Promise<Line[]> => tx<Line[]>`
	select ${place(tx, 'r')}, (select row_to_json(line)::text from (select
		${iso(tx, 'r.created_at')} as "createdAt", ${iso(tx, 'r.credited_at')} as "creditedAt"
	) as line) as line
	from referrals r where ${within(tx, 'r', part, 'referrer_id')} order by r.created_at, r.id limit ${LINES}`;

export const documents = (tx: Tx, part: Part): Promise<Line[]> => tx<Line[]>`
	select ${place(tx, 'd')}, (select row_to_json(line)::text from (select
		d.name, d.label, d.content_type as type, d.category, d.size, encode(d.sha256, 'hex') as sha256,
		${iso(tx, 'd.created_at')} as "createdAt", ${iso(tx, 'd.told_at')} as "toldAt",
		${iso(tx, 'd.first_opened_at')} as "firstOpenedAt", ${iso(tx, 'd.last_downloaded_at')} as "lastDownloadedAt", d.downloads
	) as line) as line
	from documents d where ${within(tx, 'd', part)} order by d.created_at, d.id limit ${LINES}`;
