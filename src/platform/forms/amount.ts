import { readDecimal, writeDecimal, type NoDecimal } from './decimal.ts';

/** What an amount is of, and how whoever types it writes numbers. */
export type AmountFormat = { currency: string; locale: string };

/** How many decimal places a currency has, by ISO 4217: 2 for EUR, 0 for JPY, 3 for KWD. */
export function decimalsOf(currency: string): number {
	let decimals = known.get(currency);
	if (decimals === undefined) {
		if (known.size > 500) known.clear();
		const format = new Intl.NumberFormat('en', { style: 'currency', currency });
		known.set(currency, (decimals = format.resolvedOptions().maximumFractionDigits ?? 2));
	}
	return decimals;
}
const known = new Map<string, number>();

/** More than any deal; far below what a number holds exactly. */
const MOST = 1_000_000_000_000;

/** Why a text is no amount. `currency`: it says another one. */
export type NoAmount = NoDecimal | 'currency';

/** How a currency is written before or after its amounts, longest first. */
function signs({ currency, locale }: AmountFormat): string[] {
	const said = (['code', 'symbol', 'narrowSymbol'] as const).flatMap((currencyDisplay) =>
		['en', locale].map(
			(tag) =>
				new Intl.NumberFormat(tag, { style: 'currency', currency, currencyDisplay })
					.formatToParts(1)
					.find(({ type }) => type === 'currency')?.value ?? ''
		)
	);
	const bare = said.map((sign) => sign.replace(/[\s\u200e\u200f]/g, ''));
	return [...new Set(bare)].filter(Boolean).sort((a, b) => b.length - a.length);
}

/** A sign where an amount begins or ends, with the spaces that its language may put into it, as into "F CFA". */
function aroundNumber(sign: string): RegExp {
	const letters = [...sign].map((letter) => letter.replace(/[\\^$.*+?()[\]{}|]/, '\\$&')).join('\\s*');
	return new RegExp(`^${letters}|${letters}$`, 'iu');
}

/** The number in a text that may say its currency; null: it says another. */
function withoutCurrency(text: string, format: AmountFormat): string | null {
	const bare = text.replace(/[\u200e\u200f\u061c]/g, '').trim();
	if (!/\p{L}|\p{Sc}/u.test(bare)) return bare;
	for (const sign of signs(format)) {
		const number = bare.replace(aroundNumber(sign), '');
		if (number !== bare) return number;
	}
	return /\d/.test(bare) &&
		/^(\p{Sc}|\p{L}{1,4}\.?\p{Sc}?)\s*[\d.,'’\s]+$|^[\d.,'’\s]+(\p{Sc}|\p{L}{1,4}\.?)$/u.test(bare)
		? null
		: bare;
}

/**
 * An amount as people write it, in minor units of the currency: "1,234.50", "1.234,5", "1 234", "€ 99"; read as `readDecimal` does. What
 * has more decimals than the currency, or says another currency, is none: money is never guessed.
 */
export function parseAmount(text: string, format: AmountFormat): { minor: number } | { wrong: NoAmount } {
	const number = withoutCurrency(text, format);
	if (number === null) return { wrong: 'currency' };
	const decimals = decimalsOf(format.currency);
	const read = readDecimal(number, { decimals, locale: format.locale, most: MOST });
	return 'wrong' in read ? read : { minor: read.value };
}

/** As `parseAmount`; null: it is no amount. */
export function readAmount(text: string, format: AmountFormat): number | null {
	const read = parseAmount(text, format);
	return 'wrong' in read ? null : read.minor;
}

/** An amount for a form's field, such that `readAmount` reads it back: 123450 EUR is "1234.50", in German "1234,50". */
export const writeAmount = (minor: number, { currency, locale }: AmountFormat): string =>
	writeDecimal(minor, decimalsOf(currency), locale);

/** One that everybody understands, as it may be typed: "120.50". */
export const sampleAmount = (format: AmountFormat): string =>
	writeAmount(Math.floor(120.5 * 10 ** decimalsOf(format.currency)), format);

/** What is wrong with an amount and how to write one; null: nothing is. `more`: it has to be more than nothing. */
export function amountError(
	text: string,
	format: AmountFormat,
	more: 'than nothing' | 'or nothing'
): string | null {
	const read = parseAmount(text, format);
	const { currency } = format;
	const sample = sampleAmount(format);
	if (!('wrong' in read))
		return more === 'than nothing' && read.minor === 0
			? `It has to be more than 0, such as ${sample}.`
			: null;
	const decimals = decimalsOf(currency);
	const sentences: Record<NoAmount, string> = {
		form: `Write an amount such as ${sample}.`,
		negative: `An amount cannot be below 0. Write one such as ${sample}.`,
		large: 'That is more than can be kept.',
		currency: `The amount has to be in ${currency}, such as ${sample}.`,
		ambiguous: `This could be thousands or decimals. Write it such as ${sample}.`,
		decimals: decimals
			? `${currency} has ${decimals} decimals. Write an amount such as ${sample}.`
			: `${currency} has no decimals. Write an amount such as ${sample}.`
	};
	return sentences[read.wrong];
}
