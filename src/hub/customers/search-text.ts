import { normal } from '#platform/forms/normal.ts';
import { phoneDigits } from './phone.ts';

/** Words that a search may have; more say nothing more. gate.search_customers allows no more than this. */
const MOST_WORDS = 8;

/** Letters that Unicode does not take apart, but that people type without their stroke. */
const plainLetters: Record<string, string> = {
	ß: 'ss',
	æ: 'ae',
	œ: 'oe',
	ø: 'o',
	ł: 'l',
	đ: 'd',
	ð: 'd',
	þ: 'th',
	ı: 'i',
	ħ: 'h'
};

/** O’Shea is written with whichever of these a keyboard has, or with none. */
const apostrophes = /['\u2018\u2019\u201b\u2032\u2035`\u02b9-\u02bf]+/g;

/**
 * Text as it is compared in searches and put in order: compatibility forms (NFKD), no marks, no apostrophe in a word, one
 * hyphen for all, no case, single spaces. Han and kana are set apart, because their words are shorter than the three letters that the index looks up.
 */
export const fold = (text: string) =>
	// An acute accent by itself would come apart into a space and a mark.
	normal(text.toLowerCase().replaceAll('\u00b4', ''), 'NFKD')
		.replace(/[\u2010-\u2014\u2212]/g, '-')
		.replace(/[\p{M}\p{Cf}\u0640]+/gu, '')
		.toLowerCase()
		.replace(/[ßæœøłđðþıħ]/g, (letter) => plainLetters[letter] ?? letter)
		.replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu, ' $& ')
		.replace(/[\p{Z}\p{C}\s]+/gu, ' ')
		.replace(apostrophes, "'")
		// One that stands alone was asked for as such.
		.replace(/(?<=[^ ])'|'(?=[^ ])/g, '')
		.trim();

export type Searchable = { name: string; email: string | null; phone: string | null };

/** A further address or number by which somebody is known. */
export type FurtherContact = { kind: 'email' | 'phone'; shown: string };

/**
 * What customers.search_text holds: a space, the folded name, the address, the digits of the phone number, and the same of
 * `further` ones. It begins with the name because the list's order is taken from it (customers.sort_name); the space lets its
 * first word be found as one.
 */
export const searchText = (customer: Searchable, further: FurtherContact[] = []) =>
	` ${[customer.name, customer.email ?? '']
		.map(fold)
		.concat(phoneDigits(customer.phone ?? ''))
		.concat(further.map(({ kind, shown }) => (kind === 'email' ? fold(shown) : phoneDigits(shown))))
		.filter(Boolean)
		.join(' ')}`;

/**
 * The words to look for, each of which must be in the text; none: nothing was asked. One or two letters stand for the beginning
 * of a word, which is said by a space before them. A query of digits alone is one number, however it is grouped.
 */
export function searchWords(query: string): string[] {
	const folded = fold(query.slice(0, 200));
	const words = isNumber(folded) ? [numberSought(folded)] : folded.split(' ');
	return [...new Set(words.filter(Boolean))]
		.slice(0, MOST_WORDS)
		.map((word) => ([...word].length < 3 ? ` ${word}` : word));
}

const isNumber = (text: string) => /^[\p{Nd}\s()+./-]+$/u.test(text) && phoneDigits(text).length > 2;

/** Dialling prefixes differ by where one calls from, so they are left out once there is enough of the number itself. */
function numberSought(text: string): string {
	const digits = phoneDigits(text);
	return digits.length < 6 ? digits : digits.replace(/^0+/, '');
}
