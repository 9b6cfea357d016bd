import type { PortalDocument, PortalMessage, PortalQuote } from './sql.ts';
import type { PortalPage } from './page.ts';

/** B7: the one thing that waits for the customer. */
export type NextAction =
	| { kind: 'file'; document: PortalDocument; others: number }
	| { kind: 'quote'; quote: PortalQuote }
	| { kind: 'invoice'; quote: PortalQuote; overdue: boolean }
	| { kind: 'answer'; message: PortalMessage };

/**
 * What the page opens with: an invoice that is overdue before all else, the one that has waited longest; then, of a file never opened,
 * a quote to be decided, an invoice to be paid and an answer not yet read, whichever came last.
 * null: nothing waits. `today` is the calendar day at the business, `2026-03-14`.
 */
export function nextAction(page: PortalPage, today: string): NextAction | null {
	const invoices = page.quotes.filter(
		({ status, total, received }) => status === 'invoiced' && received < total
	);
	const [late] = invoices
		.filter((invoice) => isOverdue(invoice, today))
		.sort((one, other) => (one.dueOn ?? '').localeCompare(other.dueOn ?? ''));
	if (late) return { kind: 'invoice', quote: late, overdue: true };

	const waiting: { at: string; action: NextAction }[] = invoices.map((invoice) => ({
		at: invoice.invoicedAt ?? invoice.sentAt,
		action: { kind: 'invoice', quote: invoice, overdue: false }
	}));

	const unopened = page.documents.filter((document) => document.isNew);
	const document = unopened[0];
	if (document)
		waiting.push({ at: document.createdAt, action: { kind: 'file', document, others: unopened.length - 1 } });

	const quote = page.quotes.find(
		({ status, validUntil }) => status === 'sent' && (!validUntil || validUntil >= today)
	);
	if (quote) waiting.push({ at: quote.sentAt, action: { kind: 'quote', quote } });

	const message = page.case?.messages[0];
	if (message?.direction === 'outbound' && isLater(message.createdAt, page.customer.seenAt))
		waiting.push({ at: message.createdAt, action: { kind: 'answer', message } });

	return (
		waiting.reduce<(typeof waiting)[0] | null>(
			(newest, one) => (newest && !isLater(one.at, newest.at) ? newest : one),
			null
		)?.action ?? null
	);
}

/** Whether an invoice should have been paid before `today`. */
export const isOverdue = ({ status, dueOn }: Pick<PortalQuote, 'status' | 'dueOn'>, today: string): boolean =>
	status === 'invoiced' && dueOn !== null && dueOn < today;

const isLater = (at: string, than: string | null) => than === null || Date.parse(at) > Date.parse(than);
