/**
 * What a clock on the wall shows somewhere, by arithmetic: Intl takes microseconds for each question, and a page of messages
 * asks a hundred. Offsets come from Intl, once for each week of a time zone.
 */

const MINUTE = 60_000;
const DAY = 86_400_000;
const WEEK = 7 * DAY;

/** Minutes east of UTC for each week since 1970 of a zone; null: the clocks change in that week. */
const offsets = new Map<string, Map<number, number | null>>();
const clocks = new Map<string, Intl.DateTimeFormat>();

function askIntl(time: number, timeZone: string): number {
	let clock = clocks.get(timeZone);
	if (!clock) {
		const digits = {
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric'
		} as const;
		clock = new Intl.DateTimeFormat('en-US', {
			timeZone,
			...digits,
			second: 'numeric',
			hourCycle: 'h23',
			era: 'short'
		});
		clocks.set(timeZone, clock);
	}
	const part: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
	for (const { type, value } of clock.formatToParts(time)) part[type] = value;
	const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year);
	const shown = new Date(0);
	shown.setUTCFullYear(year, Number(part.month) - 1, Number(part.day));
	shown.setUTCHours(Number(part.hour), Number(part.minute), Number(part.second));
	// To whole minutes: before standard time, places kept their own to the second.
	return Math.floor((shown.getTime() - Math.floor(time / 1000) * 1000) / MINUTE);
}

function offset(time: number, timeZone: string): number {
	let weeks = offsets.get(timeZone);
	if (!weeks) offsets.set(timeZone, (weeks = new Map<number, number | null>()));
	const week = Math.floor(time / WEEK);
	let known = weeks.get(week);
	if (known === undefined) {
		const [first, last] = [askIntl(week * WEEK, timeZone), askIntl((week + 1) * WEEK - 1, timeZone)];
		known = first === last ? first : null;
		weeks.set(week, known);
	}
	return known ?? askIntl(time, timeZone);
}

/** A day counted from 1 January 1970, and the minute in it, as people at `timeZone` (IANA) have them. Throws RangeError for an unknown zone. */
export function localTime(at: Date, timeZone: string): { day: number; minute: number } {
	const local = at.getTime() + offset(at.getTime(), timeZone) * MINUTE;
	const day = Math.floor(local / DAY);
	return { day, minute: Math.floor((local - day * DAY) / MINUTE) };
}

/** A moment of which a clock in UTC shows that day and minute. */
export const utcMoment = (day: number, minute = 0): Date => new Date(day * DAY + minute * MINUTE);
