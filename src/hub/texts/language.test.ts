import { describe, expect, it } from 'vitest';
import { acceptedLanguage, languageOf } from './language.ts';

describe('languageOf', () => {
	it('takes the first wish that we speak', () => {
		expect(languageOf('de', 'en-GB').code).toBe('de');
		expect(languageOf('nl', 'fr-BE').code).toBe('fr');
		expect(languageOf(null, 'pt-BR').code).toBe('pt');
	});

	it('speaks English where it speaks nothing that was wished, and where a wish makes no sense', () => {
		expect(languageOf('nl', 'ja').lang).toBe('en');
		expect(languageOf('', 'not a locale', null).lang).toBe('en');
	});

	it('keeps the habits of the place where a language is at home there', () => {
		expect(languageOf('es', 'en-US').lang).toBe('es-US');
		expect(languageOf('en', 'en-GB').lang).toBe('en-GB');
		expect(languageOf('de-AT', 'en-US').lang).toBe('de-AT');
		expect(languageOf('fr', 'en-US').lang).toBe('fr');
	});

	it('writes Arabic from right to left, with the digits of case numbers and prices', () => {
		const language = languageOf('ar-EG', 'en-US');
		expect(language).toMatchObject({ direction: 'rtl', lang: 'ar-EG', tag: 'ar-EG-u-nu-latn' });
		expect(new Intl.NumberFormat(language.tag).format(12)).toBe('12');
		expect(languageOf('de').direction).toBe('ltr');
	});
});

describe('acceptedLanguage', () => {
	it.each([
		['de-AT,de;q=0.9,en;q=0.8', 'de'],
		['nl, en;q=0.4, fr-CA ; q=0.7', 'fr'],
		['pt;q=0, es', 'es'],
		['ar', 'ar'],
		['*', null],
		['ja', null],
		['', null],
		[null, null],
		['de;q=x', null],
		[`${'x'.repeat(5000)},de`, null]
	])('%s: %s', (header, code) => {
		expect(acceptedLanguage(header)).toBe(code);
	});
});
