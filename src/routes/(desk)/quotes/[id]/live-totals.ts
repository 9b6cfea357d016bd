import { readDiscount, readPercent, readQuantity } from '#hub/quotes/fields.ts';
import { totals, Unaddable, type Line, type Totals } from '#hub/quotes/money.ts';
import { readAmount, type AmountFormat } from '#platform/forms/amount.ts';
import type { EditedLine } from './typed-lines.ts';

const isBlank = ({ what, price, discount }: EditedLine) => !what.trim() && !price.trim() && !discount.trim();

/** The same sum as the server's, of what is typed this moment; null: something in it is not a number yet. */
export function liveTotals(
	lines: readonly EditedLine[],
	discount: string,
	taxIncluded: boolean,
	format: AmountFormat
): { sum: Totals; byKey: Map<string, number> } | null {
	const keys: string[] = [];
	const read: Line[] = [];
	for (const line of lines) {
		if (isBlank(line)) continue;
		const quantity = readQuantity(line.quantity || '1', format.locale);
		const unitPrice = readAmount(line.price || '0', format);
		const taken = readDiscount(line.discount, format);
		const taxRate = readPercent(line.tax || '0', format.locale);
		if (quantity === null || unitPrice === null || taken === undefined || taxRate === null) return null;
		keys.push(line.key);
		read.push({ quantity, unitPrice, discount: taken, taxRate });
	}
	const whole = readDiscount(discount, format);
	if (whole === undefined) return null;
	try {
		const sum = totals({ lines: read, discount: whole, taxIncluded });
		return { sum, byKey: new Map(keys.map((key, index) => [key, sum.lines[index]?.total ?? 0])) };
	} catch (cause) {
		if (cause instanceof Unaddable) return null;
		throw cause;
	}
}
