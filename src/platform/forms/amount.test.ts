import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountError, decimalsOf, parseAmount, readAmount, writeAmount } from './amount.ts';

const english = { currency: 'EUR', locale: 'en-IE' };
const german = { currency: 'EUR', locale: 'de-DE' };
const french = { currency: 'EUR', locale: 'fr-FR' };
const wrong = (text: string, format = english) => {
	const read = parseAmount(text, format);
	return 'wrong' in read ? read.wrong : read.minor;
};

describe('an amount that somebody typed', () => {
	it('is read as people of many countries write it, where there is one way to read it', () => {
		for (const format of [english, german, french])
			for (const text of [
				'1234.5',
				'1,234.50',
				'1.234,50',
				'1 234,50',
				' 1\u00a0234.50\n',
				'1\u202f234,50 €',
				"1'234.50",
				'1’234,50',
				'€1,234.50',
				'1234,5 EUR',
				'eur 1234,50',
				'١٢٣٤٫٥'
			])
				expect(readAmount(text, format), `${text} in ${format.locale}`).toBe(123_450);
		expect(readAmount('12,34,567.50', { currency: 'INR', locale: 'en-IN' })).toBe(123_456_750);
		expect(readAmount('.5', english)).toBe(50);
		expect(readAmount('0', english)).toBe(0);
	});

	it('is read by the organization’s locale where thousands and decimals look alike', () => {
		expect(wrong('12,345', english)).toBe(1_234_500);
		expect(wrong('12.345', english)).toBe('decimals');
		expect(wrong('12.345', german)).toBe(1_234_500);
		expect(wrong('12,345', german)).toBe('decimals');
		expect(wrong('12.345', french)).toBe('ambiguous');
		expect(wrong('12,345', french)).toBe('decimals');
		expect(wrong('1.234', { currency: 'KWD', locale: 'en' })).toBe(1234);
		expect(wrong('1.234', { currency: 'KWD', locale: 'de' })).toBe(1_234_000);
		expect(wrong('1.234', { currency: 'JPY', locale: 'de' })).toBe(1234);
		expect(wrong('1.234', { currency: 'JPY', locale: 'en' })).toBe('decimals');
	});

	it('is not made a thousand times as much: nothing in thousands begins with 0', () => {
		for (const text of ['0.001', '0,125', '0.125', '0,001', '00.125', '1234.567'])
			for (const format of [english, german, french]) expect(wrong(text, format), text).toBe('decimals');
		for (const text of ['0,123,456', '01.234.567', '012,345.00']) expect(wrong(text), text).toBe('form');
	});

	it('says its own currency or none', () => {
		for (const text of ['$5', '5 USD', 'US$ 5', '£5', 'CHF 5', '5 zł', '₹5', 'kr 5'])
			expect(wrong(text), text).toBe('currency');
		expect(wrong('$5', { currency: 'USD', locale: 'en-US' })).toBe(500);
		expect(wrong('R$ 5,00', { currency: 'BRL', locale: 'pt-BR' })).toBe(500);
		expect(wrong('5 kr', { currency: 'SEK', locale: 'sv-SE' })).toBe(500);
		expect(wrong('kr. 5', { currency: 'DKK', locale: 'da-DK' })).toBe(500);
	});

	it('is not guessed from something else', () => {
		for (const text of [
			'',
			' ',
			'abc',
			'1.2.3',
			'12,34,56',
			'1e5',
			'.',
			'1,23.4',
			'5.',
			'€',
			'5-',
			'1..2',
			'Infinity',
			'0x1',
			// A space parts thousands, in threes, or it parts two numbers.
			'120 50',
			'99 99',
			'1 5',
			'1\n500',
			'1\t500',
			'1  500',
			'1 500 00',
			'1234 567',
			'0 500',
			'12 34 567',
			'1 234,567 890',
			'1. 50',
			'1 .50',
			"1.'5",
			'1.234 567'
		])
			expect(wrong(text), text).toBe('form');
		for (const text of ['-5', '−5', '- 5,00']) expect(wrong(text), text).toBe('negative');
		expect(wrong('5 000 000 000 000')).toBe('large');
		expect(wrong('9'.repeat(40))).toBe('large');
		expect(wrong('12.50', { currency: 'JPY', locale: 'ja' })).toBe('decimals');
	});

	it('that is none is told what is wrong, with one that could be typed', () => {
		expect(amountError('120.50', english, 'than nothing')).toBeNull();
		expect(amountError('much', german, 'or nothing')).toBe('Write an amount such as 120,50.');
		expect(amountError('-5', english, 'or nothing')).toBe(
			'An amount cannot be below 0. Write one such as 120.50.'
		);
		expect(amountError('0', english, 'than nothing')).toBe('It has to be more than 0, such as 120.50.');
		expect(amountError('0', english, 'or nothing')).toBeNull();
		expect(amountError('12.50', { currency: 'JPY', locale: 'en' }, 'or nothing')).toContain('such as 120.');
	});

	const currencies = fc.constantFrom('EUR', 'USD', 'JPY', 'KWD', 'CHF', 'INR', 'BRL');
	const locales = fc.constantFrom(
		'en-IE',
		'de-DE',
		'fr-FR',
		'es-ES',
		'pt-BR',
		'de-CH',
		'en-IN',
		'ar-AE',
		'ar-EG',
		'sv-SE'
	);
	const minors = fc.integer({ min: 0, max: 100_000_000_000 });

	it('comes back from its field as it was, and from what pages show', () => {
		fc.assert(
			fc.property(minors, currencies, locales, (minor, currency, locale) => {
				const format = { currency, locale };
				expect(readAmount(writeAmount(minor, format), format)).toBe(minor);
				const shown = new Intl.NumberFormat(locale, { style: 'currency', currency });
				expect(readAmount(shown.format(minor / 10 ** decimalsOf(currency)), format)).toBe(minor);
			})
		);
	});

	it('with spaces is one number only where they part thousands', () => {
		const chunk = fc.stringMatching(/^\d{1,4}$/);
		const space = fc.constantFrom(' ', '\u00a0', '\u202f', '\u2009', '\t', '\n', '\r\n', '  ');
		fc.assert(
			fc.property(
				fc.array(chunk, { minLength: 2, maxLength: 3 }),
				space,
				currencies,
				locales,
				(chunks, gap, currency, locale) => {
					const read = parseAmount(chunks.join(gap), { currency, locale });
					const thousands = /^[1-9]\d{0,2}( \d{3})+$/.test(chunks.join(' ')) && /^\p{Zs}$/u.test(gap);
					expect(read).toEqual(
						thousands ? { minor: Number(chunks.join('')) * 10 ** decimalsOf(currency) } : { wrong: 'form' }
					);
				}
			)
		);
	});

	it('is what its digits say, with the decimals where the last sign is, or none at all', () => {
		fc.assert(
			fc.property(
				fc.stringMatching(/^\d{1,4}([.,]\d{1,4}){0,3}$/),
				currencies,
				locales,
				(text, currency, locale) => {
					const minor = readAmount(text, { currency, locale });
					if (minor === null) return;
					const decimals = decimalsOf(currency);
					const [last = ''] = /[.,]\d*$/.exec(text) ?? [];
					const readings = [Number(text.replace(/[.,]/g, '')) * 10 ** decimals];
					if (last.length - 1 <= decimals)
						readings.push(
							Number(text.slice(0, text.length - last.length).replace(/[.,]/g, '')) * 10 ** decimals +
								Number(last.slice(1).padEnd(decimals, '0') || 0)
						);
					expect(readings).toContain(minor);
					// Read as thousands, it has no other sign, three digits after each and no 0 before them.
					if (last && minor === readings[0] && minor !== 0)
						expect(text).toMatch(/^[1-9]\d{0,2}([.,]\d{3})+$|^[1-9]\d?([.,]\d{2})+[.,]\d{3}$/);
				}
			)
		);
	});
});

it('is read as it is shown, whatever spaces its currency is written with', () => {
	for (const locale of [
		'en',
		'en-IN',
		'de',
		'de-CH',
		'fr',
		'fr-SN',
		'es-CR',
		'pt-BR',
		'pt-PT',
		'ar-EG',
		'ar-MA'
	])
		for (const currency of ['EUR', 'USD', 'JPY', 'KWD', 'CHF', 'INR', 'MAD', 'EGP', 'XOF'])
			for (const minor of [0, 5, 99, 1234, 100_000, 123_456_789]) {
				const number = new Intl.NumberFormat(locale, { style: 'currency', currency });
				const shown = number.format(minor / 10 ** decimalsOf(currency));
				expect(readAmount(shown, { currency, locale }), `${locale} ${currency} ${shown}`).toBe(minor);
			}
});
