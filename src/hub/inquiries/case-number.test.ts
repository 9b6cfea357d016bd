import { describe, expect, test } from 'vitest';
import { caseNumber, readCaseNumber } from './case-number.ts';

describe('a case number', () => {
	test('is written with its prefix and six digits, and more when there are more', () => {
		expect(caseNumber('YS', 123)).toBe('YS-000123');
		expect(caseNumber('CH', 12_345_678)).toBe('CH-12345678');
	});

	test('is read in every way in which people write it', () => {
		for (const text of ['YS-000123', 'ys-123', 'YS 000123', 'ys000123', ' YS-123 '])
			expect(readCaseNumber(text), text).toEqual({ prefix: 'YS', number: 123 });
		for (const text of ['123', '000123', '#123', ' #000123 '])
			expect(readCaseNumber(text), text).toEqual({ prefix: null, number: 123 });
	});

	test('is not read out of something else', () => {
		for (const text of [
			'',
			'0',
			'YS-',
			'YS-0',
			'Y-1',
			'ABCDE-1',
			'1.5',
			'-3',
			'12 34',
			'99999999999',
			'maria 12',
			'2147483648'
		])
			expect(readCaseNumber(text), text).toBeNull();
	});
});
