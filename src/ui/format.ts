/**
 * How numbers, times and names are said on screen. Pure: locale (BCP 47) and time zone (IANA) come in,
 * a string goes out. Intl objects cost far more to make than to use, so each is kept.
 */

import { localTime, utcMoment } from '#ui/local-time.ts';

export { fileSize } from '#hub/texts/file-size.ts';

const kept = new Map<string, unknown>();

function keep<T>(key: string, make: () => T): T {
	let value = kept.get(key) as T | undefined;
	if (value === undefined) {
		if (kept.size > 500) kept.clear();
		value = make();
		kept.set(key, value);
	}
	return value;
}

/** The ways in which a day is written. */
const SHAPES = {
	weekday: { weekday: 'short' },
	near: { day: 'numeric', month: 'short' },
	far: { day: 'numeric', month: 'short', year: 'numeric' },
	nearDay: { weekday: 'long', day: 'numeric', month: 'long' },
	farDay: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
	full: { dateStyle: 'full' },
	medium: { dateStyle: 'medium' }
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

const inUtc = (locale: string, options: Intl.DateTimeFormatOptions) =>
	keep(
		`utc ${locale} ${Object.entries(options).join()}`,
		() => new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...options })
	);

/** What was said before in each language, of a day or a minute. */
type Said = Map<string, Map<number, string>>;

/** There are few days and minutes, and pages name the same ones over and over. */
function once(said: Said, locale: string, number: number, say: () => string): string {
	let words = said.get(locale);
	if (!words) said.set(locale, (words = new Map<number, string>()));
	let word = words.get(number);
	if (word === undefined) {
		if (words.size > 4000) words.clear();
		word = say();
		words.set(number, word);
	}
	return word;
}

const clocks: Said = new Map();
const days: Record<keyof typeof SHAPES, Said> = {
	weekday: new Map(),
	near: new Map(),
	far: new Map(),
	nearDay: new Map(),
	farDay: new Map(),
	full: new Map(),
	medium: new Map()
};

/** `day` counts from 1970, as `localTime` does. */
const writtenDay = (day: number, shape: keyof typeof SHAPES, locale: string): string =>
	once(days[shape], locale, day, () => inUtc(locale, SHAPES[shape]).format(utcMoment(day)));

const writtenMinute = (minute: number, locale: string): string =>
	once(clocks, locale, minute, () => inUtc(locale, { timeStyle: 'short' }).format(utcMoment(0, minute)));

const yearOf = (day: number) => utcMoment(day).getUTCFullYear();

/** The calendar day that `at` falls on in `timeZone`, as `2026-03-14`. */
export function isoDay(at: Date, timeZone: string): string {
	return utcMoment(localTime(at, timeZone).day).toISOString().slice(0, 10);
}

/**
 * A moment as people say it: "now", "5 min ago", "15:40" (today), "yesterday 15:40", "Mon 15:40" (within a
 * week), "3 Mar", "3 Mar 2025". Days are calendar days of `timeZone`.
 */
export function relativeTime(at: Date, now: Date, locale: string, timeZone: string): string {
	const minutes = Math.round((at.getTime() - now.getTime()) / 60_000);
	const relative = keep(
		`r ${locale}`,
		() => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' })
	);
	if (minutes === 0) return relative.format(0, 'second');
	if (Math.abs(minutes) < 60) return relative.format(minutes, 'minute');
	const { day, minute } = localTime(at, timeZone);
	const today = localTime(now, timeZone).day;
	const time = writtenMinute(minute, locale);
	if (day === today) return time;
	if (Math.abs(day - today) === 1) return `${relative.format(day - today, 'day')} ${time}`;
	if (Math.abs(day - today) < 7) return `${writtenDay(day, 'weekday', locale)} ${time}`;
	return writtenDay(day, yearOf(day) === yearOf(today) ? 'near' : 'far', locale);
}

const joins = new Map<string, ((day: string, time: string) => string) | null>();

/** How a language joins a day and a time; null: not by putting one beside the other. */
function joined(locale: string): ((day: string, time: string) => string) | null {
	let join = joins.get(locale);
	if (join === undefined) joins.set(locale, (join = findJoin(locale)));
	return join;
}

/** Takes an example apart. */
function findJoin(locale: string): ((day: string, time: string) => string) | null {
	const whole = inUtc(locale, { dateStyle: 'full', timeStyle: 'short' }).format(utcMoment(20_000, 940));
	const [exampleDay, exampleTime] = [writtenDay(20_000, 'full', locale), writtenMinute(940, locale)];
	const [before = '', after, ...more] = whole.split(exampleTime);
	if (after === undefined || more.length) return null;
	const [first = '', second, ...others] = `${before}\0${after}`.split(exampleDay);
	if (second === undefined || others.length) return null;
	const [start = '', between = '', end = ''] = first.includes('\0')
		? [...first.split('\0'), second]
		: [first, ...second.split('\0')];
	return first.includes('\0')
		? (day, time) => start + time + between + day + end
		: (day, time) => start + day + between + time + end;
}

/** A moment in full, for a title and for screen readers: "Saturday, 21 November 2026 at 15:40". */
export function fullTime(at: Date, locale: string, timeZone: string): string {
	const { day, minute } = localTime(at, timeZone);
	const join = joined(locale);
	if (join) return join(writtenDay(day, 'full', locale), writtenMinute(minute, locale));
	return inUtc(locale, { dateStyle: 'full', timeStyle: 'short' }).format(utcMoment(day, minute));
}

/** A day as a line between messages says it: "today", "yesterday", "Monday 16 March", with the year unless it is this one. */
export function dayLine(at: Date, now: Date, locale: string, timeZone: string): string {
	const [day, today] = [localTime(at, timeZone).day, localTime(now, timeZone).day];
	if (day !== today && day !== today - 1)
		return writtenDay(day, yearOf(day) === yearOf(today) ? 'nearDay' : 'farDay', locale);
	return keep(`rl ${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })).format(
		day - today,
		'day'
	);
}

/** The time of day: "15:40". */
export function clock(at: Date, locale: string, timeZone: string): string {
	return writtenMinute(localTime(at, timeZone).minute, locale);
}

/** A calendar day: "21 Nov 2026". */
export function day(at: Date, locale: string, timeZone: string): string {
	return writtenDay(localTime(at, timeZone).day, 'medium', locale);
}

export { money } from '#hub/texts/amounts.ts';

/** A plain number with the locale's digits and separators. */
export function count(value: number, locale: string): string {
	return keep(`count ${locale}`, () => new Intl.NumberFormat(locale)).format(value);
}

function firstGrapheme(word: string): string {
	const graphemes = keep('graphemes', () => new Intl.Segmenter(undefined, { granularity: 'grapheme' }));
	return graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? '';
}

/**
 * One or two characters that stand for a name: "Ana María López" is "AL", "👩🏽‍🎨 Studio" is "👩🏽‍🎨". Scripts that
 * join their letters (Arabic and its kin) keep one, since two initials would join into a word.
 */
export function initials(name: string): string {
	return keep(`initials ${name}`, () => initialsOf(name));
}

function initialsOf(name: string): string {
	const words = name
		.trim()
		.split(/\s+/u)
		.filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
	const first = firstGrapheme((words[0] ?? '').replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, ''));
	if (!first) return '?';
	const last = words.length > 1 ? firstGrapheme((words.at(-1) ?? '').replace(/^[^\p{L}\p{N}]+/u, '')) : '';
	const single =
		/[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Han}\p{Script=Hangul}\p{Extended_Pictographic}]/u;
	if (!last || single.test(first) || single.test(last)) return first.toLocaleUpperCase();
	return (first + last).toLocaleUpperCase();
}

/** What a language is called at the desk; null: it is the one that the organization itself writes in. */
export function languageName(code: string, locale: string): string | null {
	if (new Intl.Locale(locale).language === code) return null;
	return new Intl.DisplayNames('en', { type: 'language' }).of(code) ?? null;
}
