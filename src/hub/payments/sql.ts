import type { Tx } from '#platform/database/database.ts';

export type PaymentMethod = 'cash' | 'card' | 'transfer' | 'other';

/** Money received; the amount in minor units of `currency` (D6). */
export type PaymentRow = {
	id: string;
	quoteId: string;
	amountMinor: number;
	currency: string;
	method: PaymentMethod;
	reference: string | null;
	/** A calendar day, `2026-03-14`. */
	receivedOn: string;
	refundedAt: Date | null;
};

/** A customer's payments, the newest first. */
export function paymentsOfCustomer(tx: Tx, customerId: string, limit: number): Promise<PaymentRow[]> {
	return tx<PaymentRow[]>`
		select id, quote_id as "quoteId", amount_minor as "amountMinor", currency, method, reference,
			received_on::text as "receivedOn", refunded_at as "refundedAt"
		from payments where org_id = scope_org() and customer_id = ${customerId}
		order by received_on desc, created_at desc, id limit ${limit}`;
}

export type Received = { currency: string; amountMinor: number };

/** What a customer has paid in all and was not given back, by currency. */
export function receivedFromCustomer(tx: Tx, customerId: string): Promise<Received[]> {
	return tx<Received[]>`
		select currency, sum(amount_minor)::bigint as "amountMinor" from payments
		where org_id = scope_org() and customer_id = ${customerId} and refunded_at is null
		group by currency order by 2 desc`;
}
