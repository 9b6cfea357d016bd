import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readAmount, writeAmount } from './amount.ts';

describe('an amount that somebody typed', () => {
	it('is read as people of many countries write it', () => {
		for (const text of ['1234.5', '1,234.50', '1.234,50', '1 234,50', "1'234.50", '€1,234.50', '1234,5 EUR'])
			expect(readAmount(text, 'EUR'), text).toBe(123_450);
		expect(readAmount('1,234', 'EUR')).toBe(123_400);
		expect(readAmount('0', 'EUR')).toBe(0);
		expect(readAmount('1.234', 'JPY')).toBe(1234);
		expect(readAmount('1.234', 'KWD')).toBe(1234);
	});

	it('is not guessed from something else', () => {
		for (const text of [
			'',
			'abc',
			'-5',
			'1.2.3',
			'12,34,56',
			'1e5',
			'1.2345',
			'5 000 000 000 000',
			'.',
			'1,23.4',
			'12.50'
		])
			expect(readAmount(text, 'JPY'), text).toBeNull();
	});

	it('comes back from its field as it was', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 1_000_000_000 }),
				fc.constantFrom('EUR', 'JPY', 'KWD'),
				(minor, currency) => {
					expect(readAmount(writeAmount(minor, currency), currency)).toBe(minor);
				}
			)
		);
	});
});
