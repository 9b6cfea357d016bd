import type { Tx } from '#platform/database/database.ts';

/** W7: how far an offer has come. */
export type QuoteStatus =
	'draft' | 'sent' | 'accepted' | 'declined' | 'invoiced' | 'paid' | 'refunded' | 'void';

/** A quote without its line items; money in minor units of `currency` (D6). */
export type QuoteRow = {
	id: string;
	number: number;
	title: string;
	status: QuoteStatus;
	currency: string;
	totalMinor: number;
	/** A calendar day, `2026-03-14`. */
	validUntil: string | null;
	createdAt: Date;
	sentAt: Date | null;
	paidAt: Date | null;
};

/** A customer's quotes, the newest first. */
export function quotesOfCustomer(tx: Tx, customerId: string, limit: number): Promise<QuoteRow[]> {
	return tx<QuoteRow[]>`
		select id, number, title, status, currency, total_minor as "totalMinor", valid_until::text as "validUntil",
			created_at as "createdAt", sent_at as "sentAt", paid_at as "paidAt"
		from quotes where org_id = scope_org() and customer_id = ${customerId}
		order by created_at desc, id limit ${limit}`;
}
