import { phoneTail } from '#hub/customers/phone.ts';

/** By what a person may be named in a text: what is looked for when she is erased, and by `hub trace`. */
export type Sought = {
	/** Normalized: in lower case. */
	emails: string[];
	/** Normalized, as customers.phone_normalized. */
	phones: string[];
	/** Ids of hers and of her rows, as PostgreSQL writes them. */
	ids: string[];
};

/** Digits at a number's end that it has in common with itself dialled from anywhere. */
const COMMON = 9;

/** Matches an address that is neither the end nor the beginning of a longer one. PostgreSQL's regular expressions, to be used without case. */
const addressPattern = (email: string) =>
	`(?<![a-z0-9._%+-])${email.replace(/[^a-z0-9@]/g, '\\$&')}(?![a-z0-9-]|\\.[a-z0-9])`;

/** The digits that a normalized number shares with itself however it is dialled; null: it is too short to be told from others. */
export const commonDigits = (normalized: string): string | null =>
	phoneTail(normalized)?.slice(-COMMON) ?? null;

/** Matches a number however it is written, with its country or without; null: it is too short. */
function numberPattern(normalized: string): string | null {
	const digits = commonDigits(normalized);
	return digits === null ? null : `${[...digits].join('[ ().\\-/]*')}(?![0-9])`;
}

/** One expression for all addresses and numbers; null: there are none. */
export function patternOf({ emails, phones }: Pick<Sought, 'emails' | 'phones'>): string | null {
	const patterns = [...emails.map(addressPattern), ...phones.map(numberPattern)].filter(
		(one) => one !== null
	);
	return patterns.length ? patterns.join('|') : null;
}
