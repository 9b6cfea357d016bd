import { paperNumber, type PaperKind } from '../numbers.ts';
import type { QuoteStatus } from '../state.ts';

/** What `quote_paper` (db/migrations/0270) answers; money in minor units, days as `2026-03-14`. */
export type PaperData = {
	organization: {
		id: string;
		name: string;
		locale: string;
		/** `#rrggbb` */
		brandColor: string;
		logoKey: string | null;
		email: string | null;
		phone: string | null;
		/** Name, address and tax number, as they were when it was issued. */
		from: string;
		howToPay: string;
	};
	customer: { locale: string | null; to: string };
	quote: {
		id: string;
		number: number | null;
		invoiceNumber: number | null;
		title: string;
		status: QuoteStatus;
		currency: string;
		taxIncluded: boolean;
		discountBp: number | null;
		discount: number;
		subtotal: number;
		tax: number;
		total: number;
		note: string | null;
		validUntil: string | null;
		dueOn: string | null;
		sentOn: string;
		invoicedOn: string | null;
		refundedOn: string | null;
		received: number;
		items: {
			description: string;
			/** Thousandths. */
			quantity: number;
			unitPrice: number;
			discountBp: number | null;
			discount: number;
			taxBp: number;
			total: number;
		}[];
	};
	payment: {
		number: number;
		amount: number;
		method: 'cash' | 'card' | 'transfer' | 'other';
		reference: string | null;
		receivedOn: string;
		refundedOn: string | null;
	} | null;
};

/** By this name it is asked for; null: it has not been issued as that. */
export function nameOfPaper(kind: PaperKind, { quote, payment }: PaperData): string | null {
	const number = { quote: quote.number, invoice: quote.invoiceNumber, receipt: payment?.number ?? null }[
		kind
	];
	return number === null ? null : paperNumber(kind, number);
}
