import type { Member } from '#hub/organizations/actor.ts';
import type { Tx } from '#platform/database/database.ts';
import * as sql from './sql.ts';

/** Payments that a customer's page shows at most. */
const SHOWN = 200;

/**
 * A customer's payments for her page, the newest first, and what she has paid in all by currency, refunds taken off.
 * `more`: older payments are not among them, but are in the sums.
 */
export async function paymentsOf(
	tx: Tx,
	_actor: Member,
	customerId: string
): Promise<{ payments: sql.PaymentRow[]; received: sql.Received[]; more: boolean }> {
	const [rows, received] = await Promise.all([
		sql.paymentsOfCustomer(tx, customerId, SHOWN + 1),
		sql.receivedFromCustomer(tx, customerId)
	]);
	return { payments: rows.slice(0, SHOWN), received, more: rows.length > SHOWN };
}
