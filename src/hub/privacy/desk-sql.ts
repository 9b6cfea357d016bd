import type { Tx } from '#platform/database/database.ts';

export type DataRequest = {
	id: string;
	customerId: string;
	customerName: string;
	requestedAt: Date;
	/** Calendar day by which she is owed an answer, `2026-03-14`. */
	dueOn: string;
	/** That day is over, where the business is. */
	overdue: boolean;
	/** Since when the owner lets it wait; null: she does not. */
	heldAt: Date | null;
	/** D10: the owner's own. */
	holdNote: string | null;
};

const requests = (tx: Tx) => tx`
	select r.id, r.customer_id as "customerId", c.name as "customerName", r.requested_at as "requestedAt",
		deletion_due_on(r.requested_at, o.time_zone)::text as "dueOn",
		deletion_due_on(r.requested_at, o.time_zone) < (now() at time zone o.time_zone)::date as overdue, r.held_at as "heldAt", r.hold_note as "holdNote"
	from customer_data_requests r
	join customers c on c.org_id = r.org_id and c.id = r.customer_id
	join organizations o on o.id = r.org_id
	where r.org_id = (select scope_org()) and r.status = 'pending'`;

/** The oldest first. */
export function pendingRequests(tx: Tx, limit: number): Promise<DataRequest[]> {
	return tx<DataRequest[]>`${requests(tx)} order by r.requested_at, r.id limit ${limit}`;
}

export async function requestOf(tx: Tx, customerId: string): Promise<DataRequest | null> {
	const [row] = await tx<DataRequest[]>`${requests(tx)} and r.customer_id = ${customerId}`;
	return row ?? null;
}

/** The database refuses it to everybody but the owner. false: there is no such request any more. */
export async function hold(tx: Tx, customerId: string, note: string | null): Promise<boolean> {
	const { count } =
		await tx`update customer_data_requests set held_at = coalesce(held_at, now()), hold_note = ${note}
		where org_id = (select scope_org()) and customer_id = ${customerId} and status = 'pending'`;
	return count > 0;
}

/** As `hold`. */
export async function takeOffHold(tx: Tx, customerId: string): Promise<boolean> {
	const { count } = await tx`update customer_data_requests set held_at = null, hold_note = null
		where org_id = (select scope_org()) and customer_id = ${customerId} and status = 'pending'`;
	return count > 0;
}

/** What others lose by it, and what the business may still need. */
export type Losses = {
	/** Who sent her: they keep the count and lose the name. */
	sentBy: string[];
	/** Whom she sent: how many. */
	sent: number;
	/** Invoices that are not paid: how many. */
	openInvoices: number;
};

export async function losses(tx: Tx, customerId: string): Promise<Losses> {
	const [row] = await tx<[Losses]>`
		select array(select distinct c.name from referrals r join customers c on c.org_id = r.org_id and c.id = r.referrer_id
				where r.org_id = (select scope_org()) and r.friend_id = ${customerId} and c.id <> ${customerId} order by c.name) as "sentBy",
			(select count(*) from referrals where org_id = (select scope_org()) and referrer_id = ${customerId})::int as sent,
			(select count(*) from quotes where org_id = (select scope_org()) and customer_id = ${customerId}
				and status = 'invoiced')::int as "openInvoices"`;
	return row;
}

export type LedgerEntry = {
	id: string;
	erasedAt: Date;
	requestedAt: Date | null;
	/** Who approved it; null: no member any more. */
	approvedBy: string | null;
	counts: Record<string, number>;
	files: number;
	bytes: number;
	finishedAt: Date | null;
	/**
	 * To the owner alone: it can be downloaded, once (`ready`), and then still goes to the customer by mail (`mailing`), or was
	 * (`takenAt`). null: it is not finished, or was mailed.
	 */
	receipt: { ready: boolean; mailing: boolean; takenAt: Date | null } | null;
};

/** The newest first. Receipts are seen by the owner alone. */
export async function ledgerEntries(tx: Tx, limit: number): Promise<LedgerEntry[]> {
	const rows = await tx<(Omit<LedgerEntry, 'receipt'> & NonNullable<LedgerEntry['receipt']>)[]>`
		select e.id, e.erased_at as "erasedAt", e.requested_at as "requestedAt", people.name as "approvedBy", e.counts, e.files, e.bytes,
			e.finished_at as "finishedAt", coalesce(r.receipt is not null and r.taken_at is null, false) as ready,
			coalesce(r.mailing, false) as mailing, r.taken_at as "takenAt"
		from erasures e
		left join erasure_receipts r on r.org_id = e.org_id and r.erasure_id = e.id
		left join members on members.org_id = e.org_id and members.id = e.approved_by
		left join people on people.id = members.person_id
		where e.org_id = (select scope_org()) order by e.approved_at desc, e.id desc limit ${limit}`;
	return rows.map(({ ready, mailing, takenAt, ...entry }) => ({
		...entry,
		receipt: ready || takenAt ? { ready, mailing, takenAt } : null
	}));
}

/** D9: of an invoice or receipt of somebody who was erased. */
export type KeptInvoice = {
	id: string;
	kind: 'invoice' | 'receipt';
	/** null: a receipt from before there were numbers. */
	number: number | null;
	/** Calendar day, `2026-03-14`. */
	issuedOn: string;
	currency: string;
	taxMinor: number;
	totalMinor: number;
	/** Refunded, reverted or made void. */
	takenBack: boolean;
};

/** The newest first. The database shows them to the owner alone. */
export function keptInvoices(tx: Tx, limit: number): Promise<KeptInvoice[]> {
	return tx<KeptInvoice[]>`
		select id, kind, number, issued_on::text as "issuedOn", currency, tax_minor as "taxMinor", total_minor as "totalMinor",
			taken_back as "takenBack"
		from kept_invoices where org_id = (select scope_org()) order by issued_on desc, kind, number desc, id limit ${limit}`;
}
