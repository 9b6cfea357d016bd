import { describe, expect, it } from 'vitest';
import { compile } from './compile.ts';
import { feature, type LanguageCode, type Messages } from './feature.ts';
import { LANGUAGE_CODES } from './languages.ts';
import { features, textsOf } from './texts.ts';

/** "files.title" and its text, groups included. */
function flat(texts: Messages, under: string): [name: string, text: string][] {
	return Object.entries(texts).flatMap(([name, text]) =>
		typeof text === 'string'
			? [[`${under}.${name}`, text] as [string, string]]
			: flat(text, `${under}.${name}`)
	);
}
const all = (code: LanguageCode) =>
	Object.entries(features).flatMap(([name, feature]) => flat(feature[code], name));

/** What is the same word in English. */
const SHARED = [
	'ar quotes.pdf',
	'ar receipts.pdf',
	'de quotes.pdf',
	'de receipts.pdf',
	'es quotes.pdf',
	'es quotes.subtotal',
	'es quotes.total',
	'es receipts.pdf',
	'fr messages.title',
	'fr quotes.pdf',
	'fr quotes.total',
	'fr receipts.pdf',
	'fr takeout.index.date',
	'pt quotes.item',
	'pt quotes.pdf',
	'pt quotes.subtotal',
	'pt quotes.total',
	'pt receipts.pdf'
];

describe('in every language', () => {
	it.each(LANGUAGE_CODES)('%s: each text can be said', (code) => {
		expect(textsOf(code).files.title).not.toBe('');
		expect(all(code).filter(([, text]) => text.trim() !== text || text === '')).toEqual([]);
	});

	it.each(LANGUAGE_CODES)(
		'%s: a text with a count has each of the plural forms that the language has',
		(code) => {
			const rules = new Intl.PluralRules(code);
			const needed = [...new Set(Array.from({ length: 200 }, (_, count) => rules.select(count)))].sort();
			const counted = all(code).filter(([, text]) => text.includes(', plural,'));
			expect(counted.length).toBeGreaterThan(0);
			for (const [name, text] of counted) {
				const forms = [...text.matchAll(/\b(zero|one|two|few|many|other) \{/g)].map((match) => match[1]);
				expect([name, ...forms.sort()]).toEqual([name, ...needed]);
			}
		}
	);

	it('nothing was left in English', () => {
		const english = new Map(all('en'));
		const same = LANGUAGE_CODES.filter((code) => code !== 'en').flatMap((code) =>
			all(code)
				.filter(([name, text]) => english.get(name) === text)
				.map(([name]) => `${code} ${name}`)
		);
		expect(same.sort()).toEqual(SHARED);
	});

	it('quotation marks and apostrophes are printed ones, since the typewriter’s begin a code here', () => {
		const wrong = LANGUAGE_CODES.flatMap((code) => all(code)).filter(([, text]) => /['"]/.test(text));
		expect(wrong).toEqual([]);
	});
});

describe('counting', () => {
	it.each([
		['en', 1, '1 earlier message'],
		['en', 2, '2 earlier messages'],
		['fr', 0, '0 message précédent'],
		['de', 1, '1 frühere Nachricht'],
		['ar', 0, 'لا رسائل سابقة'],
		['ar', 1, 'رسالة سابقة واحدة'],
		['ar', 2, 'رسالتان سابقتان'],
		['ar', 3, '3 رسائل سابقة'],
		['ar', 11, '11 رسالة سابقة'],
		['ar', 100, '100 رسالة سابقة']
	] as const)('%s %i: %s', (code, count, said) => {
		expect(textsOf(code).messages.earlier({ count })).toBe(said);
	});
});

describe('a name of the other direction', () => {
	it('is set apart, so that the words around it keep their places', () => {
		expect(textsOf('en').page.hello({ name: 'Ana' })).toBe('Hello Ana');
		expect(textsOf('en').page.hello({ name: 'ليلى' })).toBe('Hello \u2068ليلى\u2069');
		expect(textsOf('ar').page.hello({ name: 'Ana' })).toBe('مرحبًا \u2068Ana\u2069');
	});
});

describe('the types', () => {
	const en = { hello: 'Hello {name}', many: '{count, plural, one {# file} other {# files}}' } as const;
	const others = { fr: en, de: en, pt: en, ar: en };

	it('refuse a text that is missing, is too much or takes something else', () => {
		// @ts-expect-error: "many" is missing in Spanish.
		feature(en, { ...others, es: { hello: 'Hola {name}' } });
		// @ts-expect-error: there is no "bye" in English.
		feature(en, { ...others, es: { ...en, bye: 'Adiós' } });
		// @ts-expect-error: it takes a name, not what it is called in Spanish.
		feature(en, { ...others, es: { ...en, hello: 'Hola {nombre}' } });
		// @ts-expect-error: the name is forgotten.
		feature(en, { ...others, es: { ...en, hello: 'Hola' } });
		expect(feature(en, { ...others, es: en }).en).toBe(en);
	});

	it('refuse to say a text without what it takes', () => {
		const said = compile(en, 'en');
		// @ts-expect-error: it takes a name.
		said.hello({});
		// @ts-expect-error: a count is a number, or no form could be chosen.
		said.many({ count: '2' });
		expect(said.many({ count: 2 })).toBe('2 files');
	});
});
