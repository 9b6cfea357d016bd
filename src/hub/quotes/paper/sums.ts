import type { Language } from '#hub/texts/language.ts';
import { money, percentage } from '#hub/texts/amounts.ts';
import { keptDiscount } from '../fields.ts';
import { openAmount, totals, type RateTotal } from '../money.ts';
import type { PaperData } from './data.ts';

/** A line under the table: what it is, what it comes to. */
export type SumRow = { label: string; amount: string; weight: 'plain' | 'strong' | 'small' };

/** Totals by rate, by the same function as everywhere; what it says is compared with what the database keeps. */
export function ratesOf({
	items,
	discountBp,
	discount,
	taxIncluded,
	total
}: PaperData['quote']): RateTotal[] {
	const sum = totals({
		lines: items.map((item) => ({
			quantity: item.quantity,
			unitPrice: item.unitPrice,
			discount: keptDiscount(item.discountBp, item.discount),
			taxRate: item.taxBp
		})),
		discount: keptDiscount(discountBp, discount),
		taxIncluded
	});
	if (sum.total !== total) throw new Error('a quote does not come to its own total');
	return sum.byRate;
}

/** What stands under the lines of a quote or an invoice. */
export function sumRows(quote: PaperData['quote'], { texts, tag }: Language, invoice: boolean): SumRow[] {
	const say = texts.paper;
	const amount = (minor: number) => money(minor, quote.currency, tag);
	const rates = ratesOf(quote).filter(({ taxRate }) => taxRate > 0);
	const rows: SumRow[] = [];
	if (quote.discount)
		rows.push({
			label:
				quote.discountBp === null
					? say.discount
					: say.discountOf({ percent: percentage(quote.discountBp, tag) }),
			amount: amount(-quote.discount),
			weight: 'plain'
		});
	const taxes = (label: (given: { percent: string }) => string, weight: SumRow['weight']) =>
		rates.map(({ taxRate, tax }) => ({
			label: label({ percent: percentage(taxRate, tag) }),
			amount: amount(tax),
			weight
		}));
	if (!quote.taxIncluded && rates.length) {
		rows.push({ label: say.net, amount: amount(quote.subtotal), weight: 'plain' });
		rows.push(...taxes(say.taxAt, 'plain'));
	}
	rows.push({ label: say.total, amount: amount(quote.total), weight: 'strong' });
	if (quote.taxIncluded) rows.push(...taxes(say.taxIncluded, 'small'));
	if (invoice && quote.received) {
		rows.push({ label: say.paid, amount: amount(-quote.received), weight: 'plain' });
		const open = openAmount(quote.total, quote.received);
		if (quote.status === 'invoiced') rows.push({ label: say.open, amount: amount(open), weight: 'strong' });
	}
	return rows;
}
