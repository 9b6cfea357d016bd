/** How quantities, percentages and discounts are typed and shown again. Pure: the editor reads them as the server does. */
import { readAmount, writeAmount } from '#platform/forms/amount.ts';
import type { Discount } from './money.ts';

const MOST_THOUSANDTHS = 999_999_999;

/** A decimal with so many places as a whole number of the smallest: readDecimal('2,5', 3) is 2500. null: it is none. */
function readDecimal(text: string, places: number): number | null {
	const match = /^(\d{0,9})(?:[.,](\d*))?$/.exec(text.replace(/[\s\u00a0\u202f]/g, ''));
	const [, whole = '', fraction = ''] = match ?? [];
	if (!match || (whole === '' && fraction === '') || fraction.length > places) return null;
	return Number(whole || 0) * 10 ** places + Number(fraction.padEnd(places, '0') || 0);
}

function writeDecimal(value: number, places: number): string {
	const digits = String(value).padStart(places + 1, '0');
	const fraction = digits.slice(-places).replace(/0+$/, '');
	return digits.slice(0, -places) + (fraction && `.${fraction}`);
}

/** Thousandths, more than none: "2,5" is 2500. */
export function readQuantity(text: string): number | null {
	const value = readDecimal(text, 3);
	return value !== null && value > 0 && value <= MOST_THOUSANDTHS ? value : null;
}

export const writeQuantity = (thousandths: number): string => writeDecimal(thousandths, 3);

/** Basis points of at most 100 %: "9", "13.5 %" or "0". */
export function readPercent(text: string): number | null {
	const value = readDecimal(text.replace(/%\s*$/, ''), 2);
	return value !== null && value <= 10_000 ? value : null;
}

export const writePercent = (basisPoints: number): string => writeDecimal(basisPoints, 2);

/** "10 %" or an amount such as "15.00"; nothing, "0" and "0 %" are none. Undefined: it is neither. */
export function readDiscount(text: string, currency: string): Discount | undefined {
	if (!text.trim()) return null;
	if (/%\s*$/.test(text)) {
		const percent = readPercent(text);
		return percent === null ? undefined : percent ? { percent } : null;
	}
	const amount = readAmount(text, currency);
	return amount === null ? undefined : amount ? { amount } : null;
}

export function writeDiscount(discount: Discount, currency: string): string {
	if (!discount) return '';
	if ('percent' in discount) return `${writePercent(discount.percent)}%`;
	return writeAmount(discount.amount, currency);
}

/** From the two columns that keep it. */
export const keptDiscount = (basisPoints: number | null, minor: number): Discount =>
	basisPoints !== null ? { percent: basisPoints } : minor ? { amount: minor } : null;
