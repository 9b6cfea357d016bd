import type { z } from 'zod';
import { conflict, forbidden, invalid, notFound } from '#hub/errors.ts';
import { closeAsLost } from '#hub/inquiries/close.ts';
import type { Member } from '#hub/organizations/actor.ts';
import { setStatus } from '#hub/quotes/changes-sql.ts';
import { quoteToChange } from '#hub/quotes/drafts.ts';
import { mustBecome, tell } from '#hub/quotes/issue.ts';
import { openAmount } from '#hub/quotes/money.ts';
import { quoteName } from '#hub/quotes/numbers.ts';
import { moneySetup } from '#hub/quotes/sql.ts';
import { canTakeBackMoney } from '#hub/quotes/policy.ts';
import { money } from '#hub/texts/amounts.ts';
import type { Tx } from '#platform/database/database.ts';
import { amountError, readAmount } from '#platform/forms/amount.ts';
import type { paymentForm } from './schema.ts';
import * as sql from './sql.ts';

/**
 * W7: money that came for an invoice, in part or all of it; the invoice is paid once nothing is open. Answers the payment's id,
 * the same for the same key. Throws `invalid` for more than is open or a day to come, `conflict` when it is no open invoice.
 */
export async function recordPayment(
	tx: Tx,
	actor: Member,
	quoteId: string,
	input: z.infer<typeof paymentForm>
): Promise<string> {
	const invoice = await quoteToChange(tx, actor, quoteId);
	const before = await sql.paymentByKey(tx, input.key);
	if (before) return before;
	if (invoice.status !== 'invoiced')
		throw conflict(
			invoice.status === 'paid'
				? 'This invoice is paid already.'
				: 'Payments are recorded for an open invoice, and this is none.'
		);
	const open = openAmount(invoice.totalMinor, await sql.receivedFor(tx, quoteId));
	const { locale } = await moneySetup(tx);
	const format = { currency: invoice.currency, locale };
	const amountMinor = readAmount(input.amount, format) ?? 0;
	const wrong = amountError(input.amount, format, 'than nothing');
	if (wrong !== null) throw invalid({ amount: wrong });
	if (amountMinor > open) throw invalid({ amount: `Only ${money(open, invoice.currency, locale)} is open.` });
	if (await sql.isToCome(tx, input.received_on)) throw invalid({ received_on: 'This day is still to come.' });
	const { method, reference, received_on: receivedOn, key } = input;
	const payment = await sql.insertPayment(tx, {
		quoteId,
		customerId: invoice.customerId,
		amountMinor,
		currency: invoice.currency,
		method,
		reference,
		receivedOn,
		memberId: actor.memberId,
		key
	});
	await tell(tx, actor, invoice, 'payment', { amountMinor, receipt: payment.number });
	if (amountMinor === open) await tell(tx, actor, await setStatus(tx, quoteId, 'paid'), 'paid');
	return payment.id;
}

function mustTakeBack(actor: Member): void {
	if (!canTakeBackMoney(actor.role))
		throw forbidden('Only managers, admins and owners take a payment back. Ask one of them.');
}

/**
 * W7: a payment that was recorded by mistake counts no more; the receipt keeps its number, the customer no longer sees it, and
 * what was paid is open again. Twice does it once. Throws `forbidden` for an agent, `conflict` for one that was refunded.
 */
export async function markUnpaid(
	tx: Tx,
	actor: Member,
	quoteId: string,
	{ payment: paymentId, reason }: { payment: string; reason: string | null }
): Promise<void> {
	mustTakeBack(actor);
	const invoice = await quoteToChange(tx, actor, quoteId);
	const payment = await sql.paymentOf(tx, quoteId, paymentId);
	if (!payment) throw notFound('This payment');
	if (payment.revertedAt) return;
	if (payment.refundedAt) throw conflict('This payment was refunded, which is final.');
	await sql.revertPayment(tx, paymentId);
	const open = invoice.status === 'paid' ? await setStatus(tx, quoteId, 'invoiced') : invoice;
	await tell(tx, actor, open, 'unpaid', {
		amountMinor: payment.amountMinor,
		receipt: payment.number,
		...(reason !== null && { reason })
	});
}

/**
 * W7: all that was received for an invoice was given back. Final; closes its case as lost. The money itself moves outside this
 * product. Twice does it once. Throws `forbidden` for an agent, `conflict` when nothing was received.
 */
export async function refund(tx: Tx, actor: Member, quoteId: string, reason: string | null): Promise<void> {
	mustTakeBack(actor);
	const invoice = await quoteToChange(tx, actor, quoteId);
	if (invoice.status === 'refunded') return;
	mustBecome(invoice, 'refunded');
	const received = await sql.receivedFor(tx, quoteId);
	if (!received) throw conflict('Nothing was received for this invoice. Make it void instead.');
	await sql.refundPayments(tx, quoteId);
	const refunded = await setStatus(tx, quoteId, 'refunded');
	await tell(tx, actor, refunded, 'refunded', {
		amountMinor: received,
		...(reason !== null && { reason })
	});
	if (refunded.inquiryId)
		await closeAsLost(tx, actor, refunded.inquiryId, reason ?? `${quoteName(refunded) ?? 'It'} was refunded`);
}
