import { normal } from '#platform/forms/normal.ts';
import { isAddress } from '#platform/forms/text.ts';
import { phoneDigits } from './phone.ts';

/** An address that can be written to, or null: a sender may call herself anything. */
export function asMail(text: string | null): string | null {
	const address = normal(text ?? '', 'NFC').trim();
	return isAddress(address) ? address : null;
}

/** A number that can be called, or null. At most 40 characters. */
export function asPhone(text: string | null): string | null {
	const number = text?.trim() ?? '';
	return number.length <= 40 && phoneDigits(number).length >= 3 ? number : null;
}
