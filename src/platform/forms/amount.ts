/** How many decimal places a currency has, by ISO 4217: 2 for EUR, 0 for JPY, 3 for KWD. */
export const decimalsOf = (currency: string): number =>
	new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;

/** More than any deal; far below what a number holds exactly. */
const MOST = 1_000_000_000_000;

/**
 * An amount as people write it, in minor units of the currency: "1,234.50", "1.234,5", "1 234", "€ 99". The last separator parts
 * the decimals when no more digits follow it than the currency has; three digits after it are thousands. null: it is no amount.
 */
export function readAmount(text: string, currency: string): number | null {
	const decimals = decimalsOf(currency);
	const plain = text
		.replace(/[\s'’\u00a0\u202f]/g, '')
		.replace(new RegExp(`^(${currency}|\\p{Sc})|(${currency}|\\p{Sc})$`, 'giu'), '');
	const match = /^(\d[\d.,]*)$/.exec(plain);
	if (!match) return null;
	const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
	const after = last < 0 ? 0 : plain.length - last - 1;
	const parts = last >= 0 && after >= 1 && after <= decimals && plain.indexOf(plain.charAt(last)) === last;
	const [whole, fraction] = parts ? [plain.slice(0, last), plain.slice(last + 1)] : [plain, ''];
	if (!parts && last >= 0 && after !== 3) return null;
	if (/[.,]/.test(whole) && !/^\d{1,3}([.,]\d{3})+$/.test(whole)) return null;
	const minor =
		Number(whole.replace(/[.,]/g, '')) * 10 ** decimals + Number(fraction.padEnd(decimals, '0') || 0);
	return Number.isSafeInteger(minor) && minor <= MOST ? minor : null;
}

/** An amount for a form's field, such that `readAmount` reads it back: 123450 EUR is "1234.50". */
export function writeAmount(minor: number, currency: string): string {
	return (minor / 10 ** decimalsOf(currency)).toFixed(decimalsOf(currency));
}
