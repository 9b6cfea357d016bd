import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clock, day, fullTime } from '#ui/format.ts';
import { localTime, utcMoment } from '#ui/local-time.ts';

const zones = [
	'UTC',
	'Europe/Berlin',
	'America/New_York',
	'America/St_Johns',
	'Australia/Lord_Howe',
	'Asia/Kathmandu',
	'Africa/Casablanca',
	'Pacific/Apia',
	'Antarctica/Troll'
];
const locales = [
	'en',
	'en-GB',
	'en-US',
	'de',
	'fr',
	'es',
	'ar',
	'ar-EG',
	'ar-u-nu-latn',
	'fa',
	'he',
	'hi',
	'ja',
	'ko',
	'th',
	'tr',
	'zh',
	'pt-BR',
	'bn',
	'my',
	'ckb'
];
const moment = fc.date({ min: new Date('1970-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });

describe('time by arithmetic is the time that Intl tells', () => {
	test('on the wall of every zone', () => {
		fc.assert(
			fc.property(moment, fc.constantFrom(...zones), (at, timeZone) => {
				const shown = localTime(at, timeZone);
				const wall = utcMoment(shown.day, shown.minute).toISOString().slice(0, 16).replace('T', ' ');
				const intl = new Intl.DateTimeFormat('sv-SE', {
					timeZone,
					dateStyle: 'short',
					timeStyle: 'short'
				}).format(at);
				expect(wall).toBe(intl);
			}),
			{ numRuns: 3000 }
		);
	});

	test('in every minute around a change of the clocks', () => {
		for (const [timeZone, from] of [
			['Europe/Berlin', '2026-03-29T00:30Z'],
			['Europe/Berlin', '2026-10-25T00:30Z'],
			['Australia/Lord_Howe', '2026-04-04T14:30Z'],
			['Pacific/Apia', '2011-12-30T09:30Z']
		] as const)
			for (let minute = 0; minute < 120; minute++) {
				const at = new Date(Date.parse(from) + minute * 60_000);
				const shown = localTime(at, timeZone);
				expect(utcMoment(shown.day, shown.minute).toISOString().slice(0, 16).replace('T', ' ')).toBe(
					new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
				);
			}
	});

	test('in the words of every language', () => {
		fc.assert(
			fc.property(moment, fc.constantFrom(...zones), fc.constantFrom(...locales), (at, timeZone, locale) => {
				const intl = (options: Intl.DateTimeFormatOptions) =>
					new Intl.DateTimeFormat(locale, { timeZone, ...options }).format(at);
				expect(fullTime(at, locale, timeZone)).toBe(intl({ dateStyle: 'full', timeStyle: 'short' }));
				expect(clock(at, locale, timeZone)).toBe(intl({ timeStyle: 'short' }));
				expect(day(at, locale, timeZone)).toBe(intl({ dateStyle: 'medium' }));
			}),
			{ numRuns: 2000 }
		);
	});

	test('an unknown zone is refused', () => {
		expect(() => localTime(new Date(), 'Mars/Olympus')).toThrow(RangeError);
	});
});
