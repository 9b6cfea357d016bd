/** How a locale writes numbers: `12,345.67` in English, `12.345,67` in German. Digits are always 0 to 9 (docs/decisions/0022). */
type Signs = { decimal: string; group: string };

const known = new Map<string, Signs>();

function signsOf(locale: string): Signs {
	let signs = known.get(locale);
	if (!signs) {
		const parts = new Intl.NumberFormat(locale, { numberingSystem: 'latn' }).formatToParts(1234567.8);
		const sign = (type: string) => parts.find((part) => part.type === type)?.value ?? '';
		if (known.size > 500) known.clear();
		known.set(locale, (signs = { decimal: sign('decimal') || '.', group: sign('group') }));
	}
	return signs;
}

/** Why a text is no number of at most so many decimals. `ambiguous`: it may be thousands or decimals. */
export type NoDecimal = 'form' | 'negative' | 'decimals' | 'ambiguous' | 'large';

/**
 * Digits of other scripts as 0 to 9, and their signs as what they stand for; spaces of every width are one sign, which parts thousands
 * as another does. A tab or a line break between digits is no sign: those are two numbers.
 */
const plainly = (text: string) =>
	text
		.replace(/[\u200e\u200f\u061c]/g, '')
		.trim()
		.replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
		.replace(/\p{Zs}/gu, ' ')
		.replace(/[’٬]/g, "'");

/** Digits in threes, or as in India in twos before the last three; nothing begins with 0. */
const GROUPED = /^[1-9]\d{0,2}(([.,' ])\d{3})(\2\d{3})*$|^[1-9]\d?(([.,'])\d{2})+\5\d{3}$/;
const grouped = (whole: string) => /^\d+$/.test(whole) || (GROUPED.test(whole) && sameSign(whole));
const sameSign = (whole: string) => new Set(whole.replace(/\d/g, '')).size === 1;

/**
 * A number as people of many countries write it, in whole units of its last decimal: `1,234.5` with 2 decimals is 123450. Either
 * sign may part the decimals where that is the only way to read it; `1.234` is what the locale says, and nothing where it says
 * nothing. What has more decimals than it may is refused, never rounded.
 */
export function readDecimal(
	typed: string,
	{ decimals, locale, most }: { decimals: number; locale: string; most: number }
): { value: number } | { wrong: NoDecimal } {
	const text = plainly(typed).replace(/^(?=[.,٫]\d)/, '0');
	if (/^[-−–]/.test(text) && /\d/.test(text)) return { wrong: 'negative' };
	if (!/^\d[\d.,'٫ ]*$/.test(text) || /[.,'٫]$/.test(text)) return { wrong: 'form' };
	const at = decimalsAt(text, locale);
	if (at === 'ambiguous') return { wrong: 'ambiguous' };
	const whole = at < 0 ? text : text.slice(0, at);
	const fraction = at < 0 ? '' : text.slice(at + 1);
	if (!grouped(whole) || /[' ]/.test(fraction)) return { wrong: 'form' };
	if (fraction.length > decimals) return { wrong: 'decimals' };
	const value =
		Number(whole.replace(/\D/g, '')) * 10 ** decimals + Number(fraction.padEnd(decimals, '0') || 0);
	return value <= most ? { value } : { wrong: 'large' };
}

/** Where the decimals are parted; -1: there are none. */
function decimalsAt(text: string, locale: string): number | 'ambiguous' {
	const arabic = text.indexOf('٫');
	if (arabic >= 0) return arabic;
	const last = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','));
	if (last < 0) return -1;
	const sign = text.charAt(last);
	const before = text.slice(0, last);
	if (before.includes(sign)) return -1;
	// Another sign before it makes it the decimals'; so does what cannot be thousands.
	if (/\D/.test(before) || text.length - last - 1 !== 3 || !/^[1-9]\d{0,2}$/.test(before)) return last;
	const { decimal, group } = signsOf(locale);
	if (sign === decimal) return last;
	return sign === group ? -1 : 'ambiguous';
}

/** As `readDecimal` reads it in that locale, without thousands: writeDecimal(123450, 2, 'de') is "1234,50". */
export function writeDecimal(value: number, decimals: number, locale: string): string {
	const digits = String(value).padStart(decimals + 1, '0');
	const cut = digits.length - decimals;
	return decimals ? digits.slice(0, cut) + signsOf(locale).decimal + digits.slice(cut) : digits;
}
