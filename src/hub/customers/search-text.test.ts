import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, searchText, searchWords } from './search-text.ts';

/** As gate.search_customers looks: every word somewhere in the text. */
const finds = (query: string, name: string, email: string | null = null, phone: string | null = null) => {
	const text = searchText({ name, email, phone });
	const words = searchWords(query);
	return words.length > 0 && words.every((word) => text.includes(word));
};

describe('a search for a customer', () => {
	test('takes no notice of case, accents, strokes and double spaces', () => {
		expect(fold('  Zoë   MÜLLER-Łódź ')).toBe('zoe muller-lodz');
		expect(fold('Straße')).toBe('strasse');
		expect(fold('İstanbul ILGIN ışık')).toBe('istanbul ilgin isik');
		expect(finds('jose garcia', 'José García')).toBe(true);
		expect(finds('GARCÍA josé', 'Jose Garcia')).toBe(true);
		expect(finds('ﬁnn', 'Finn')).toBe(true);
		expect(finds('jose garcia lopez', 'José García')).toBe(false);
	});

	test('takes every apostrophe for the same, and for none, and every hyphen for one', () => {
		const written = ["'", '\u2019', '\u2018', '\u02bc', '\u02bb', '`', '\u00b4', '\u2032', '\uff07', ''];
		for (const stored of written)
			for (const typed of written) {
				expect(finds(`o${typed}shea`, `Siobhán O${stored}Shea-Murtagh`), `${typed} ${stored}`).toBe(true);
				expect(finds('shea', `Siobhán O${stored}Shea-Murtagh`)).toBe(true);
			}
		const hyphens = ['-', '\u2010', '\u2011', '\u2013', '\u2212', '\uff0d'];
		for (const stored of hyphens)
			for (const typed of hyphens) expect(finds(`shea${typed}mur`, `O'Shea${stored}Murtagh`)).toBe(true);
		expect(finds("o'hara", "Siobhán O'Shea")).toBe(false);
	});

	test('finds the middle of a word from three letters on, and its beginning from one', () => {
		expect(finds('mid', 'Anna Schmidt')).toBe(true);
		expect(finds('sc', 'Anna Schmidt')).toBe(true);
		expect(finds('a', 'Anna Schmidt')).toBe(true);
		expect(finds('mi', 'Anna Schmidt')).toBe(false);
	});

	test('finds Arabic without its vowel signs, Chinese and Japanese by any character, Korean, and emoji', () => {
		expect(finds('محمد', 'مُحَمَّد العربي')).toBe(true);
		expect(finds('小伟', '王小伟')).toBe(true);
		expect(finds('伟', '王小伟')).toBe(true);
		expect(finds('さくら', '田中さくら')).toBe(true);
		expect(finds('민준', '김민준')).toBe(true);
		expect(finds('👩🏽‍🎨', '👩🏽‍🎨 Studio')).toBe(true);
	});

	test('finds an address in whole and in part', () => {
		expect(finds('mia.lopez@example', 'Mia', 'Mia.Lopez@Example.com')).toBe(true);
		expect(finds('@example.com', 'Mia', 'mia@example.com')).toBe(true);
		expect(finds('mia@example.org', 'Mia', 'mia@example.com')).toBe(false);
	});

	test('finds a phone number however it is grouped and wherever it is dialled from', () => {
		for (const query of [
			'0170 1234567',
			'+49 170 12 34 567',
			'0049-170-1234567',
			'(0170) 123.4567',
			'1234567',
			'234'
		])
			expect(finds(query, 'Mia', null, '+49 170 1234567'), query).toBe(true);
		for (const query of ['0170 1234567', '01701', '017', '1701234567', '٠١٧٠ ١٢٣٤٥٦٧'])
			expect(finds(query, 'Mia', null, '0170/1234567'), query).toBe(true);
		expect(finds('0171 1234567', 'Mia', null, '0170/1234567')).toBe(false);
		expect(finds('54', 'Studio 54')).toBe(true);
	});

	test('asks for nothing when nothing was typed, and for eight words at most', () => {
		expect(searchWords('')).toEqual([]);
		expect(searchWords(' \u200b\t ')).toEqual([]);
		expect(searchWords('alpha beta gamma delta epsilon zeta eta theta iota kappa')).toHaveLength(8);
		expect(searchWords('mia mia mia')).toEqual(['mia']);
	});

	test('finds every name by itself, whatever it is', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), (name) => {
				fc.pre(fold(name) !== '' && !/^[\d\s()+./-]+$/.test(fold(name)));
				expect(finds(name, name, 'mia@example.com', '+49 170 1234567')).toBe(true);
			})
		);
	});
});
