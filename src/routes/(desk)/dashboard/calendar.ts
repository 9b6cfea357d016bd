/** A calendar day such as 2026-03-01 means the same everywhere, so it is read and written in UTC. */
const write = (day: string, locale: string, shape: Intl.DateTimeFormatOptions): string =>
	new Intl.DateTimeFormat(locale, { ...shape, timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));

/** `narrow`: "M"; `long`: "March 2026". */
export const monthName = (day: string, length: 'narrow' | 'long', locale: string): string =>
	length === 'narrow'
		? write(day, locale, { month: 'narrow' })
		: write(day, locale, { month: 'long', year: 'numeric' });

/** "3 Mar". */
export const weekName = (day: string, locale: string): string =>
	write(day, locale, { day: 'numeric', month: 'short' });

/** "3": the day of the month. */
export const dayOf = (day: string, locale: string): string => write(day, locale, { day: 'numeric' });
