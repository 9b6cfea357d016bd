import { normal } from '#platform/forms/normal.ts';

/**
 * Phone numbers are compared by their digits. A library that knows every country's plan would have to be told the country of a
 * number without one, which an organization does not have; a wrong guess would silently make another person's number. So what
 * was typed is kept as typed, and only what is certain is concluded from it.
 */

/** Digits of any script as 0 to 9: "٠١٧٠" is "0170". Each script's ten digits stand in one row, its zero first. */
const westernDigits = (text: string) =>
	normal(text, 'NFKC').replace(/\p{Nd}/gu, (digit) => {
		const code = digit.codePointAt(0) ?? 0;
		let value = 0;
		while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value++;
		return String(value);
	});

/** "+49 (0)170 123", "0049 170 123": the country is said. */
const isInternational = (text: string) => /^\s*(\+|00)/.test(text);

/** The number without an extension ("ext. 12", "x12", ";ext=12", "#12") and without the zero of "+49 (0)170". */
function bare(text: string): string {
	const number = westernDigits(text).replace(/(?<=\d.*)(ext|x|;|#|,).*$/i, '');
	return isInternational(number) ? number.replace(/\(0+\)/, '') : number;
}

/** The digits alone, in western figures, without the prefix of an international call; '' when there are none. */
export function phoneDigits(text: string): string {
	const number = bare(text);
	const digits = number.replace(/\D/g, '');
	return isInternational(number) ? digits.replace(/^00/, '') : digits;
}

/**
 * What customers.phone_normalized holds: "+491701234567" when the country was said, else the digits as typed, "01701234567".
 * null: no digits. At most 40 characters.
 */
export function normalizePhone(text: string | null): string | null {
	const digits = phoneDigits(text ?? '').slice(0, 39);
	if (!digits) return null;
	return isInternational(westernDigits(text ?? '')) ? `+${digits}` : digits;
}

/** Digits that a number has at least, below which two that end alike are not the same. */
const ENOUGH = 7;

/** The part of a normalized number that it has in common with the same number dialled from elsewhere; null: too short to tell. */
export function phoneTail(normalized: string): string | null {
	const digits = normalized.replace(/^(\+|0+)/, '');
	return digits.length < ENOUGH ? null : digits;
}

/** Whether two normalized numbers may be one line: "+49 170 1234567" and "0170 1234567". Good enough to ask, never to join. */
export function mayBeSamePhone(one: string, other: string): boolean {
	if (one === other) return true;
	if (one.startsWith('+') === other.startsWith('+')) return false;
	const [international, national] = one.startsWith('+') ? [one, other] : [other, one];
	const tail = phoneTail(national);
	const country = tail === null ? 0 : international.length - 1 - tail.length;
	return tail !== null && country >= 0 && country <= 3 && international.endsWith(tail);
}
