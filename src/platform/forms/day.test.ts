import { describe, expect, it } from 'vitest';
import { day, dayError, isDay, optionalDay } from './day.ts';

describe('a day that somebody chose', () => {
	it('is one that exists', () => {
		for (const text of ['2026-01-31', '2024-02-29', '2000-02-29', '1900-01-01', '2999-12-31'])
			expect(dayError(text), text).toBeNull();
		for (const text of [
			'2026-02-30',
			'2026-02-29',
			'1900-02-29',
			'2026-04-31',
			'2026-13-01',
			'2026-00-10',
			'2026-01-00'
		])
			expect(dayError(text), text).toBe('This day does not exist.');
		expect(isDay('2026-02-30')).toBe(false);
	});

	it('is of our time, so that no database is asked for the year 0', () => {
		for (const text of ['0000-01-01', '0001-01-01', '1899-12-31', '3000-01-01', '9999-12-31'])
			expect(dayError(text), text).toBe('Choose a day between 1900 and 2999.');
		for (const text of [
			'',
			'soon',
			'2026-1-1',
			'12026-01-01',
			'2026-01-01T00:00',
			'-2026-01-01',
			'２０２６-01-01'
		])
			expect(dayError(text), text).toBe('Choose a day.');
	});

	it('may be left out where it may', () => {
		expect(day().safeParse('').error?.issues[0]?.message).toBe('Choose a day.');
		expect(day().parse(' 2026-03-14 ')).toBe('2026-03-14');
		expect(optionalDay().parse('')).toBeNull();
		expect(optionalDay().parse(undefined)).toBeNull();
		expect(optionalDay().parse('2026-03-14')).toBe('2026-03-14');
		expect(optionalDay().safeParse('2026-02-30').error?.issues[0]?.message).toBe('This day does not exist.');
	});
});
