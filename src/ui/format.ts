/**
 * How numbers, times and names are said on screen. Pure: locale (BCP 47) and time zone (IANA) come in,
 * a string goes out. Intl objects cost far more to make than to use, so each is kept.
 */

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

/** The ways in which a moment is written. */
const SHAPES = {
	iso: { year: 'numeric', month: '2-digit', day: '2-digit' },
	clock: { timeStyle: 'short' },
	weekday: { weekday: 'short' },
	near: { day: 'numeric', month: 'short' },
	far: { day: 'numeric', month: 'short', year: 'numeric' },
	nearDay: { weekday: 'long', day: 'numeric', month: 'long' },
	farDay: { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' },
	full: { dateStyle: 'full', timeStyle: 'short' },
	day: { dateStyle: 'medium' }
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

function written(at: Date, shape: keyof typeof SHAPES, locale: string, timeZone: string): string {
	return keep(
		`${shape} ${locale} ${timeZone}`,
		() => new Intl.DateTimeFormat(locale, { timeZone, ...SHAPES[shape] })
	).format(at);
}

/** The calendar day that `at` falls on in `timeZone`, as `2026-03-14`. */
export function isoDay(at: Date, timeZone: string): string {
	return written(at, 'iso', 'en-CA', timeZone);
}

/** A list asks for the day of one and the same "now" once per row. */
let lastAsked = { time: NaN, timeZone: '', iso: '' };

function isoToday(now: Date, timeZone: string): string {
	if (lastAsked.time !== now.getTime() || lastAsked.timeZone !== timeZone)
		lastAsked = { time: now.getTime(), timeZone, iso: isoDay(now, timeZone) };
	return lastAsked.iso;
}

/** Calendar days in `timeZone` from `now` to `at`: -1 is yesterday. And whether both fall into one year. */
function daysFrom(now: Date, at: Date, timeZone: string): { days: number; thisYear: boolean } {
	const [day, today] = [isoDay(at, timeZone), isoToday(now, timeZone)];
	return {
		days: (Date.parse(day) - Date.parse(today)) / 86_400_000,
		thisYear: day.slice(0, 4) === today.slice(0, 4)
	};
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
	const { days, thisYear } = daysFrom(now, at, timeZone);
	const time = written(at, 'clock', locale, timeZone);
	if (days === 0) return time;
	if (Math.abs(days) === 1) return `${relative.format(days, 'day')} ${time}`;
	if (Math.abs(days) < 7) return `${written(at, 'weekday', locale, timeZone)} ${time}`;
	return written(at, thisYear ? 'near' : 'far', locale, timeZone);
}

/** A moment in full, for a title and for screen readers: "Saturday, 21 November 2026 at 15:40". */
export function fullTime(at: Date, locale: string, timeZone: string): string {
	return written(at, 'full', locale, timeZone);
}

/** A day as a line between messages says it: "today", "yesterday", "Monday 16 March", with the year unless it is this one. */
export function dayLine(at: Date, now: Date, locale: string, timeZone: string): string {
	const { days, thisYear } = daysFrom(now, at, timeZone);
	if (days !== 0 && days !== -1) return written(at, thisYear ? 'nearDay' : 'farDay', locale, timeZone);
	const relative = keep(`rl ${locale}`, () => new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }));
	return relative.format(days, 'day');
}

/** The time of day: "15:40". */
export function clock(at: Date, locale: string, timeZone: string): string {
	return written(at, 'clock', locale, timeZone);
}

/** A calendar day: "21 Nov 2026". */
export function day(at: Date, locale: string, timeZone: string): string {
	return written(at, 'day', locale, timeZone);
}

/** How many decimal places a currency has, by ISO 4217: 2 for EUR, 0 for JPY, 3 for KWD. */
export function currencyDecimals(currency: string): number {
	return keep(
		`decimals ${currency}`,
		() =>
			new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ??
			2
	);
}

/**
 * An amount with its currency: `money(12345, 'EUR', 'de')` is "123,45 €", `money(500, 'JPY', 'en')` "¥500".
 * `minor` is in the currency's smallest unit. Throws RangeError when `currency` is not three letters.
 */
export function money(minor: number | bigint, currency: string, locale: string): string {
	const decimals = currencyDecimals(currency);
	const digits = minor
		.toString()
		.replace('-', '')
		.padStart(decimals + 1, '0');
	const cut = digits.length - decimals;
	// A decimal string keeps amounts exact that a binary fraction would not.
	const exact = `${minor < 0 ? '-' : ''}${digits.slice(0, cut)}${decimals ? '.' + digits.slice(cut) : ''}`;
	const format = keep(
		`money ${locale} ${currency}`,
		() => new Intl.NumberFormat(locale, { style: 'currency', currency })
	);
	return format.format(exact as Intl.StringNumericLiteral);
}

const SIZES = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** A file's size: "980 byte", "12 kB", "1.2 MB"; steps of 1000, as file managers and browsers count. */
export function fileSize(bytes: number, locale: string): string {
	let value = bytes;
	let step = 0;
	// 999.95 would be rounded up to 1000 of the smaller unit.
	while (value >= (step === 0 ? 1000 : 999.5) && step < SIZES.length - 1) {
		value /= 1000;
		step++;
	}
	const maximumFractionDigits = step > 1 && value < 10 ? 1 : 0;
	const unit = SIZES[step] ?? 'byte';
	return keep(
		`${unit} ${maximumFractionDigits} ${locale}`,
		() =>
			new Intl.NumberFormat(locale, {
				style: 'unit',
				unit,
				unitDisplay: step ? 'short' : 'long',
				maximumFractionDigits
			})
	).format(value);
}

/** A plain number with the locale's digits and separators. */
export function count(value: number, locale: string): string {
	return keep(`count ${locale}`, () => new Intl.NumberFormat(locale)).format(value);
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const firstGrapheme = (word: string) =>
	segmenter.segment(word)[Symbol.iterator]().next().value?.segment ?? '';

/**
 * One or two characters that stand for a name: "Ana María López" is "AL", "👩🏽‍🎨 Studio" is "👩🏽‍🎨". Scripts that
 * join their letters (Arabic and its kin) keep one, since two initials would join into a word.
 */
export function initials(name: string): string {
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
