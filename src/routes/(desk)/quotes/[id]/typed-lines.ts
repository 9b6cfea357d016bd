import { keptDiscount, writeDiscount, writePercent, writeQuantity } from '#hub/quotes/fields.ts';
import { typedLines, type TypedLine } from '#hub/quotes/schema.ts';
import type { QuoteItem } from '#hub/quotes/sql.ts';
import { writeAmount, type AmountFormat } from '#platform/forms/amount.ts';

/** A line as it stands in the editor; its key names its fields. */
export type EditedLine = TypedLine & { key: string };

export const blankLine = (key: string, taxBp: number, locale: string): EditedLine => ({
	key,
	what: '',
	quantity: '1',
	price: '',
	discount: '',
	tax: writePercent(taxBp, locale)
});

export const linesOf = (items: readonly QuoteItem[], format: AmountFormat): EditedLine[] =>
	items.map((item, index) => ({
		key: String(index),
		what: item.description,
		quantity: writeQuantity(item.quantity, format.locale),
		price: writeAmount(item.unitPriceMinor, format),
		discount: writeDiscount(keptDiscount(item.discountBp, item.discountMinor), format),
		tax: writePercent(item.taxBp, format.locale)
	}));

/** The lines of a form that came back. */
export const returnedLines = (values: Record<string, string>): EditedLine[] =>
	[...typedLines(values).lines].map(([key, typed]) => ({ key, ...typed }));

/** The editor's form as its fields. */
export const lineFields = (lines: readonly EditedLine[]): [string, string][] =>
	lines.flatMap(({ key, ...typed }) =>
		Object.entries(typed).map(([field, value]): [string, string] => [`line-${key}-${field}`, value])
	);

/** Moves the line at `from` to the place `to`; beyond the ends nothing happens. */
export function moved<T>(lines: readonly T[], from: number, to: number): T[] {
	const [line] = lines.slice(from, from + 1);
	if (line === undefined || to < 0 || to >= lines.length) return [...lines];
	const rest = lines.filter((_, index) => index !== from);
	return [...rest.slice(0, to), line, ...rest.slice(to)];
}

/** What the pressed button of the form without a script means: `up-<key>`, `remove-<key>`. */
export function applied(fields: Record<string, string>): Record<string, string> {
	const [verb = '', key = ''] = (fields['do'] ?? '').split('-');
	const { lines, rest } = typedLines(fields);
	let list = [...lines].map(([own, typed]) => ({ key: own, ...typed }));
	const index = list.findIndex((line) => line.key === key);
	if (verb === 'up') list = moved(list, index, index - 1);
	if (verb === 'remove') list = list.filter((line) => line.key !== key);
	return { ...rest, ...Object.fromEntries(lineFields(list)) };
}
