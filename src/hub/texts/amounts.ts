/** Amounts as every page, mail and paper writes them; `src/ui/format.ts` has the rest of what is formatted. Pure. */
import { decimalsOf } from '#platform/forms/amount.ts';

type Money = { format: Intl.NumberFormat; decimals: number };
const moneys = new Map<string, Map<string, Money>>();
function moneyOf(currency: string, locale: string): Money {
	let languages = moneys.get(currency);
	if (!languages) moneys.set(currency, (languages = new Map<string, Money>()));
	let money = languages.get(locale);
	if (!money) {
		const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
		languages.set(locale, (money = { format, decimals: decimalsOf(currency) }));
	}
	return money;
}

/**
 * An amount with its currency: `money(12345, 'EUR', 'de')` is "123,45 €", `money(500, 'JPY', 'en')` "¥500".
 * `minor` is in the currency's smallest unit. Throws RangeError when `currency` is not three letters.
 */
export function money(minor: number | bigint, currency: string, locale: string): string {
	const { format, decimals } = moneyOf(currency, locale);
	// A fraction this small is nearest to its own decimals; beyond, a decimal string keeps the amount exact.
	if (typeof minor === 'number' && Math.abs(minor) < 1e12) return format.format(minor / 10 ** decimals);
	const digits = minor
		.toString()
		.replace('-', '')
		.padStart(decimals + 1, '0');
	const cut = digits.length - decimals;
	const exact = `${minor < 0 ? '-' : ''}${digits.slice(0, cut)}${decimals ? '.' + digits.slice(cut) : ''}`;
	return format.format(exact as Intl.StringNumericLiteral);
}

/** A rate in basis points: 900 is "9%", 1350 in German "13,5 %". */
export const percentage = (basisPoints: number, locale: string): string =>
	new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);

/** A quantity in thousandths: 2500 is "2.5". */
export const quantity = (thousandths: number, locale: string): string =>
	new Intl.NumberFormat(locale, { maximumFractionDigits: 3 }).format(thousandths / 1000);

/** A calendar day, `2026-03-14`, as "14 Mar 2026". */
export const calendarDay = (day: string, locale: string): string =>
	new Intl.DateTimeFormat(locale, { timeZone: 'UTC', dateStyle: 'medium' }).format(
		new Date(`${day}T00:00:00Z`)
	);
