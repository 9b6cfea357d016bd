import { conflict } from '#hub/errors.ts';

/** About three days of growing pauses, as the job queue makes them. */
export const MOST_ATTEMPTS = 25;

/** Milliseconds. No attempt to send lasts so long: what is still said to be under way ended with its process. */
const LONGEST_ATTEMPT = 15 * 60_000;

/** An attempt that began before this is over, whatever its row says. */
export const attemptsSince = (now = Date.now()): Date => new Date(now - LONGEST_ATTEMPT);

/** Ends a job while another is sending the same mail, so that it looks again in a moment: if that failed, somebody has to try on. */
export class SentByAnother extends Error {
	constructor() {
		super('Another job is sending this at this moment; it is looked at again later.');
	}
}

/** To who asks for a try while there is one. */
export const beingSent = () => conflict('This is being sent at this moment. Look again in a minute.');
