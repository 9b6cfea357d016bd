/** A calendar day such as `2026-03-14` as a moment that falls on it in UTC: to be formatted in UTC. */
export const dateOf = (isoDay: string) => new Date(`${isoDay}T00:00:00Z`);

/** A date or an amount that stays on one line. */
export const unbroken = (text: string): string => text.replaceAll(' ', '\u00a0');
