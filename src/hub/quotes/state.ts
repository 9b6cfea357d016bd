/** W7: how far an offer has come. */
export const quoteStatuses = [
	'draft',
	'sent',
	'accepted',
	'declined',
	'invoiced',
	'paid',
	'refunded',
	'void'
] as const;
export type QuoteStatus = (typeof quoteStatuses)[number];

/**
 * What may follow what. A customer may change her mind between accepted and declined; a payment recorded by mistake makes an
 * invoice of what was paid; refunded and void are final. The database refuses the rest (`quote_may_become`, db/migrations/0160).
 */
const follows: Record<QuoteStatus, readonly QuoteStatus[]> = {
	draft: ['sent'],
	sent: ['accepted', 'declined', 'void'],
	accepted: ['invoiced', 'declined', 'void'],
	declined: ['accepted', 'void'],
	invoiced: ['paid', 'refunded', 'void'],
	paid: ['invoiced', 'refunded'],
	refunded: [],
	void: []
};

export const mayBecome = (was: QuoteStatus, becomes: QuoteStatus): boolean => follows[was].includes(becomes);

/** All that may come next. */
export const nextStates = (status: QuoteStatus): readonly QuoteStatus[] => follows[status];

export const isInvoice = (status: QuoteStatus) =>
	status === 'invoiced' || status === 'paid' || status === 'refunded';
