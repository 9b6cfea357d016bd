/** How quantities, percentages and discounts are typed and shown again. Pure: the editor reads them as the server does. */
import { readAmount, writeAmount, type AmountFormat } from '#platform/forms/amount.ts';
import { readDecimal, writeDecimal } from '#platform/forms/decimal.ts';
import type { Discount } from './money.ts';

const MOST_THOUSANDTHS = 999_999_999;

/** Without the zeros that say nothing: "2.500" is "2.5". */
const short = (number: string) => (/^\d+\D/.test(number) ? number.replace(/\D?0+$/, '') : number);

/** Thousandths, more than none: "2,5" is 2500. */
export function readQuantity(text: string, locale: string): number | null {
	const read = readDecimal(text, { decimals: 3, locale, most: MOST_THOUSANDTHS });
	return 'value' in read && read.value > 0 ? read.value : null;
}

export const writeQuantity = (thousandths: number, locale: string): string =>
	short(writeDecimal(thousandths, 3, locale));

/** Basis points of at most 100 %: "9", "13.5 %" or "0". */
export function readPercent(text: string, locale: string): number | null {
	const read = readDecimal(text.replace(/%\s*$/, ''), { decimals: 2, locale, most: 10_000 });
	return 'value' in read ? read.value : null;
}

export const writePercent = (basisPoints: number, locale: string): string =>
	short(writeDecimal(basisPoints, 2, locale));

/** "10 %" or an amount such as "15.00"; nothing, "0" and "0 %" are none. Undefined: it is neither. */
export function readDiscount(text: string, format: AmountFormat): Discount | undefined {
	if (!text.trim()) return null;
	if (/%\s*$/.test(text)) {
		const percent = readPercent(text, format.locale);
		return percent === null ? undefined : percent ? { percent } : null;
	}
	const amount = readAmount(text, format);
	return amount === null ? undefined : amount ? { amount } : null;
}

export function writeDiscount(discount: Discount, format: AmountFormat): string {
	if (!discount) return '';
	if ('percent' in discount) return `${writePercent(discount.percent, format.locale)}%`;
	return writeAmount(discount.amount, format);
}

/** From the two columns that keep it. */
export const keptDiscount = (basisPoints: number | null, minor: number): Discount =>
	basisPoints !== null ? { percent: basisPoints } : minor ? { amount: minor } : null;
