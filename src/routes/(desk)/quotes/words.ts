import type { QuoteEvent } from '#hub/quotes/sql.ts';
import type { QuoteStatus } from '#hub/quotes/state.ts';
import { money } from '#ui/format.ts';

type Tone = 'neutral' | 'accent' | 'success' | 'danger';

/** How a state is said at the desk. */
export const states: Record<QuoteStatus, { words: string; tone: Tone }> = {
	draft: { words: 'Draft', tone: 'neutral' },
	sent: { words: 'Sent', tone: 'accent' },
	accepted: { words: 'Accepted', tone: 'success' },
	declined: { words: 'Declined', tone: 'neutral' },
	invoiced: { words: 'To be paid', tone: 'accent' },
	paid: { words: 'Paid', tone: 'success' },
	refunded: { words: 'Refunded', tone: 'neutral' },
	void: { words: 'Void', tone: 'neutral' }
};

export const methods = { card: 'Card', cash: 'Cash', transfer: 'Bank transfer', other: 'Other' } as const;

/** The pill, with what a day makes of it. `today` as `2026-03-14`. */
export function stateOf(
	quote: { status: QuoteStatus; validUntil: string | null; dueOn: string | null; receivedMinor: number },
	today: string
): { words: string; tone: Tone } {
	if (quote.status === 'sent' && quote.validUntil && quote.validUntil < today)
		return { words: 'Expired', tone: 'neutral' };
	if (quote.status === 'invoiced' && quote.dueOn && quote.dueOn < today)
		return { words: 'Overdue', tone: 'danger' };
	if (quote.status === 'invoiced' && quote.receivedMinor) return { words: 'Partly paid', tone: 'accent' };
	return states[quote.status];
}

const channels: Record<string, string> = {
	email: 'by email',
	whatsapp: 'by WhatsApp',
	portal: 'in the portal'
};

/** One line of a quote's timeline. */
export function eventWords(event: QuoteEvent, currency: string, locale: string): string {
	const { kind, details, by } = event;
	const who = by ?? 'Somebody';
	const amount = details.amountMinor === undefined ? '' : money(details.amountMinor, currency, locale);
	const because = details.reason ? `: ${details.reason}` : '';
	const receipt = details.receipt === undefined ? '' : `, receipt R-${details.receipt}`;
	switch (kind) {
		case 'written':
			return `${who} wrote it`;
		case 'sent':
			return `${who} issued the quote`;
		case 'told':
			return toldWords(
				`the ${details.paper ?? 'quote'} ${channels[details.channel ?? ''] ?? ''}`.trim(),
				who,
				event
			);
		case 'accepted':
		case 'declined':
			return `${who} marked it ${kind}${because}`;
		case 'invoiced':
			return `${who} made the invoice`;
		case 'payment':
			return `${who} recorded ${amount}${receipt}`;
		case 'paid':
			return 'All of it is paid';
		case 'unpaid':
			return `${who} took back ${amount} recorded by mistake${receipt}${because}`;
		case 'refunded':
			return `${who} refunded ${amount}${because}`;
		default:
			return `${who} made it void${because}`;
	}
}

/** As its case says it: nothing is "sent" that still waits. */
function toldWords(what: string, who: string, { message, details }: QuoteEvent): string {
	if (!message)
		return details.message === undefined ? `${who} sent ${what}` : `${who} sent ${what}, and took it back`;
	if (message.state === 'queued') return `${who} queued ${what}. ${message.waitsFor ?? ''}`.trim();
	return message.state === 'failed' ? `${who} could not send ${what}` : `${who} sent ${what}`;
}
