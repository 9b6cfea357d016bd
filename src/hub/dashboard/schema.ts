/** Spans that the figures can be asked for, in days. */
export const spans = [30, 90, 365] as const;
export type Span = (typeof spans)[number];

/** A quote is at risk once it has waited so many days for an answer, or lapses within so many. */
export const WAITING_DAYS = 7;
export const LAPSING_DAYS = 3;

/** `days` as an address has it; anything else is the shortest span. */
export const readSpan = (asked: string | null): Span =>
	spans.find((days) => String(days) === asked) ?? spans[0];
