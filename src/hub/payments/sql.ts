import type { Tx } from '#platform/database/database.ts';

export type PaymentMethod = 'cash' | 'card' | 'transfer' | 'other';

/** Money received; the amount in minor units of `currency` (D6). */
export type PaymentRow = {
	id: string;
	/** Of the receipt, `R-88`. */
	number: number;
	quoteId: string;
	amountMinor: number;
	currency: string;
	method: PaymentMethod;
	reference: string | null;
	/** A calendar day, `2026-03-14`. */
	receivedOn: string;
	refundedAt: Date | null;
};

/** A customer's payments, the newest first, those recorded by mistake left out. */
export function paymentsOfCustomer(tx: Tx, customerId: string, limit: number): Promise<PaymentRow[]> {
	return tx<PaymentRow[]>`
		select id, number, quote_id as "quoteId", amount_minor as "amountMinor", currency, method, reference,
			received_on::text as "receivedOn", refunded_at as "refundedAt"
		from payments where org_id = scope_org() and customer_id = ${customerId} and reverted_at is null
		order by received_on desc, created_at desc, id limit ${limit}`;
}

export type Received = { currency: string; amountMinor: number };

/** What a customer has paid in all and was not given back, by currency. */
export function receivedFromCustomer(tx: Tx, customerId: string): Promise<Received[]> {
	return tx<Received[]>`
		select currency, sum(amount_minor)::bigint as "amountMinor" from payments
		where org_id = scope_org() and customer_id = ${customerId} and refunded_at is null and reverted_at is null
		group by currency order by 2 desc`;
}

/** The payment that this form's key recorded before; null: none. */
export async function paymentByKey(tx: Tx, key: string): Promise<string | null> {
	const [row] = await tx<
		{ id: string }[]
	>`select id from payments where org_id = (select scope_org()) and idempotency_key = ${key}`;
	return row?.id ?? null;
}

/** What was received for a quote and not taken back. */
export async function receivedFor(tx: Tx, quoteId: string): Promise<number> {
	const [row] = await tx<[{ received: number }]>`
		select coalesce(sum(amount_minor), 0)::bigint as received from payments
		where org_id = (select scope_org()) and quote_id = ${quoteId} and reverted_at is null and refunded_at is null`;
	return row.received;
}

/** Whether the day is still to come where the organization is. */
export async function isToCome(tx: Tx, day: string): Promise<boolean> {
	const [row] = await tx<{ toCome: boolean }[]>`
		select ${day}::date > (now() at time zone time_zone)::date as "toCome" from organizations where id = (select scope_org())`;
	return row?.toCome ?? false;
}

export type NewPayment = {
	quoteId: string;
	customerId: string;
	amountMinor: number;
	currency: string;
	method: PaymentMethod;
	reference: string | null;
	receivedOn: string;
	memberId: string;
	key: string;
};

/** The database gives the receipt's number. */
export async function insertPayment(tx: Tx, it: NewPayment): Promise<{ id: string; number: number }> {
	const [row] = await tx<{ id: string; number: number }[]>`
		insert into payments (org_id, quote_id, customer_id, amount_minor, currency, method, reference, received_on, member_id, idempotency_key)
		values ((select scope_org()), ${it.quoteId}, ${it.customerId}, ${it.amountMinor}, ${it.currency}, ${it.method}, ${it.reference},
			${it.receivedOn}, ${it.memberId}, ${it.key}) returning id, number`;
	if (!row) throw new Error('an insert returned no row');
	return row;
}

/** A payment of this quote; null: there is none such. */
export async function paymentOf(
	tx: Tx,
	quoteId: string,
	id: string
): Promise<{ number: number; amountMinor: number; revertedAt: Date | null; refundedAt: Date | null } | null> {
	const [row] = await tx<
		{ number: number; amountMinor: number; revertedAt: Date | null; refundedAt: Date | null }[]
	>`
		select number, amount_minor as "amountMinor", reverted_at as "revertedAt", refunded_at as "refundedAt" from payments
		where org_id = (select scope_org()) and quote_id = ${quoteId} and id = ${id} for update`;
	return row ?? null;
}

export async function revertPayment(tx: Tx, id: string): Promise<void> {
	await tx`update payments set reverted_at = now() where org_id = (select scope_org()) and id = ${id}`;
}

export async function refundPayments(tx: Tx, quoteId: string): Promise<void> {
	await tx`update payments set refunded_at = now()
		where org_id = (select scope_org()) and quote_id = ${quoteId} and reverted_at is null and refunded_at is null`;
}
