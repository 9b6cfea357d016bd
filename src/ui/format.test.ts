import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	clock,
	count,
	day,
	dayLine,
	fileSize,
	fullTime,
	initials,
	isoDay,
	money,
	relativeTime
} from '#ui/format.ts';

/** Intl parts its figures and units with no-break spaces of several widths. */
const plain = (text: string) => text.replace(/[\u00a0\u202f\u200f\u061c]/g, ' ').trim();

describe('a moment is said as people say it', () => {
	const now = new Date('2026-11-22T18:00:00Z');
	const say = (at: string, locale = 'en-GB', zone = 'Europe/Berlin') =>
		plain(relativeTime(new Date(at), now, locale, zone));

	test.each([
		['2026-11-22T17:59:50Z', 'now'],
		['2026-11-22T17:55:00Z', '5 min ago'],
		['2026-11-22T09:05:00Z', '10:05'],
		['2026-11-21T14:40:00Z', 'yesterday 15:40'],
		['2026-11-23T08:00:00Z', 'tomorrow 09:00'],
		['2026-11-18T14:40:00Z', 'Wed 15:40'],
		['2026-03-03T12:00:00Z', '3 Mar'],
		['2025-03-03T12:00:00Z', '3 Mar 2025']
	])('%s is "%s"', (at, said) => expect(say(at)).toBe(said));

	test('by the calendar of the business, not by 24 hours', () => {
		expect(say('2026-11-21T23:30:00Z', 'en-GB', 'Europe/Berlin')).toBe('00:30');
		expect(say('2026-11-21T23:30:00Z', 'en-GB', 'Europe/London')).toBe('yesterday 23:30');
	});

	test('in the language of the reader', () => {
		expect(say('2026-11-21T14:40:00Z', 'de')).toBe('gestern 15:40');
		expect(say('2026-11-21T14:40:00Z', 'en-US', 'America/New_York')).toBe('yesterday 9:40 AM');
		expect(say('2026-11-21T14:40:00Z', 'ar')).toContain('أمس');
	});

	test('as a line between the messages of a day', () => {
		const line = (at: string, zone = 'Europe/Berlin') => plain(dayLine(new Date(at), now, 'en-GB', zone));
		expect(line('2026-11-22T09:05:00Z')).toBe('today');
		expect(line('2026-11-21T14:40:00Z')).toBe('yesterday');
		expect(line('2026-11-21T23:30:00Z')).toBe('today');
		expect(line('2026-11-16T14:40:00Z')).toMatch(/^Monday,? 16 November$/);
		expect(line('2025-03-03T12:00:00Z')).toMatch(/^Monday,? 3 March 2025$/);
		expect(clock(new Date('2026-11-21T14:40:00Z'), 'en-GB', 'Europe/Berlin')).toBe('15:40');
		expect(isoDay(new Date('2026-11-21T23:30:00Z'), 'Europe/Berlin')).toBe('2026-11-22');
	});

	test('and in full for a title', () => {
		const at = new Date('2026-11-21T14:40:00Z');
		expect(plain(fullTime(at, 'en-GB', 'Europe/Berlin'))).toMatch(/^Saturday,? 21 November 2026 at 15:40$/);
		expect(day(at, 'en-GB', 'Europe/Berlin')).toBe('21 Nov 2026');
	});
});

describe('money', () => {
	test.each([
		[12345, 'EUR', 'de', '123,45 €'],
		[12345, 'EUR', 'en', '€123.45'],
		[5, 'USD', 'en', '$0.05'],
		[-1999, 'USD', 'en', '-$19.99'],
		[500, 'JPY', 'en', '¥500'],
		[1234567, 'KWD', 'en', 'KWD 1,234.567'],
		[0, 'EUR', 'en', '€0.00']
	])('%i in %s for %s is %s', (minor, currency, locale, shown) =>
		expect(plain(money(minor, currency, locale))).toBe(shown)
	);

	test('never loses a cent, however large the amount', () => {
		expect(money(900719925474099312n, 'EUR', 'en')).toBe('€9,007,199,254,740,993.12');
		fc.assert(
			fc.property(fc.maxSafeInteger(), (minor) => {
				expect(
					money(minor, 'EUR', 'en')
						.replace(/[^\d-]/g, '')
						.replace(/^(-?)0+(?=\d)/, '$1')
				).toBe(String(minor));
			})
		);
	});
});

test.each([
	[0, 'en', '0 bytes'],
	[1, 'en', '1 byte'],
	[1023, 'en', '1,023 bytes'],
	[1024, 'en', '1 kB'],
	[1_048_063, 'en', '1,023 kB'],
	[1_048_064, 'en', '1 MB'],
	[1_240_000, 'en', '1.2 MB'],
	[1_240_000, 'de', '1,2 MB'],
	[50 * 1024 * 1024, 'en', '50 MB'],
	[3_400_000_000, 'en', '3.2 GB']
])('%i bytes for %s are %s', (bytes, locale, shown) => expect(plain(fileSize(bytes, locale))).toBe(shown));

test('a count has the separators of its reader', () => expect(count(1234567, 'de')).toBe('1.234.567'));

describe('initials', () => {
	test.each([
		['Mia Wong', 'MW'],
		['ana maría lópez', 'AL'],
		['Cher', 'C'],
		['  Zoë   de la Cruz ', 'ZC'],
		['(Test) Person', 'TP'],
		['👩🏽‍🎨 Studio', '👩🏽‍🎨'],
		['ليلى حداد', 'ل'],
		['山田 太郎', '山'],
		['Ольга Иванова', 'ОИ'],
		['', '?'],
		['---', '?']
	])('of "%s" are "%s"', (name, shown) => expect(initials(name)).toBe(shown));

	test('of any name at all are short and never empty', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (name) => {
				expect(initials(name)).not.toBe('');
				expect(initials(name)).not.toMatch(/\s/);
			})
		);
	});
});
