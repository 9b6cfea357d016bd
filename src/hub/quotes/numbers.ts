/** What a paper is: what was offered, what is owed, what was received. */
export const paperKinds = ['quote', 'invoice', 'receipt'] as const;
export type PaperKind = (typeof paperKinds)[number];

const PREFIX: Record<PaperKind, string> = { quote: 'Q', invoice: 'INV', receipt: 'R' };

/** A paper's number as people see and say it in every language: `Q-1042`, `INV-317`, `R-88`. */
export const paperNumber = (kind: PaperKind, number: number) => `${PREFIX[kind]}-${number}`;

/** A quote by the highest number that it has: as an invoice by that one's, as a draft by none. */
export function quoteName(quote: { number: number | null; invoiceNumber: number | null }): string | null {
	if (quote.invoiceNumber !== null) return paperNumber('invoice', quote.invoiceNumber);
	return quote.number === null ? null : paperNumber('quote', quote.number);
}

/** The largest number a row can have (a PostgreSQL integer). */
const LARGEST = 2_147_483_647;

/** What somebody typed to find a paper: `INV-317`, `inv 317`, `q1042`, `#1042`, `88`. The kind is null when none was said. */
export function readPaperNumber(text: string): { kind: PaperKind | null; number: number } | null {
	const match = /^\s*(?:#|(q|inv|r)[-\s]*)?0*(\d{1,10})\s*$/i.exec(text);
	const number = Number(match?.[2]);
	if (!match || number < 1 || number > LARGEST) return null;
	const said = match[1]?.toUpperCase();
	return { kind: paperKinds.find((kind) => PREFIX[kind] === said) ?? null, number };
}
