/** A calendar day such as `2026-03-14` as a moment that falls on it in UTC: to be formatted in UTC. */
export const dateOf = (isoDay: string) => new Date(`${isoDay}T00:00:00Z`);
