import { createHmac } from 'node:crypto';
import { HubError } from '#hub/errors.ts';
import type { Tx } from '#platform/database/database.ts';
import type { Instance } from '#platform/instance.ts';
import { aroundNetwork } from '#platform/network.ts';
import { asVisitor } from './visitor.ts';
import * as sql from './sql.ts';

/** At most `most` attempts within `seconds` from the first one. */
type Limit = { most: number; seconds: number };

const MINUTES = 60;
const HOUR = 60 * MINUTES;

/** What may be tried how often. The subject of each is in its name; "network" is an IPv4 address or an IPv6 /64. */
export const limits = {
	'sign-in of an address from a network': { most: 10, seconds: 15 * MINUTES },
	'sign-in from a network': { most: 50, seconds: 15 * MINUTES },
	'password of a person': { most: 10, seconds: 15 * MINUTES },
	'reset of an address': { most: 5, seconds: HOUR },
	'reset from a network': { most: 20, seconds: HOUR },
	'one-time link from a network': { most: 30, seconds: 15 * MINUTES },
	'sign-up from a network': { most: 20, seconds: HOUR },
	'lost link of an address': { most: 3, seconds: HOUR },
	'lost link from a network': { most: 20, seconds: HOUR },
	'referral from a network': { most: 10, seconds: HOUR },
	'referral by a link': { most: 30, seconds: 24 * HOUR },
	'invitation by an organization': { most: 60, seconds: HOUR },
	'message to the operator by a person': { most: 10, seconds: HOUR },
	'test of an organization’s channels': { most: 30, seconds: HOUR },
	'data of a customer by herself': { most: 120, seconds: 10 * MINUTES },
	'files of a customer by herself': { most: 10, seconds: 10 * MINUTES },
	'papers of a customer by herself': { most: 60, seconds: 10 * MINUTES },
	'export by a member': { most: 60, seconds: HOUR },
	'export of an organization': { most: 10, seconds: HOUR }
} satisfies Record<string, Limit>;

export type Attempt = readonly [limit: keyof typeof limits, subject: string];

/** How many times as much all networks of one site may try together: 65,536 of them can be one person. */
const SITE = 4;

/** What an attempt counts under, keyed, so that the table tells neither addresses nor who tried: itself, and the site around its /64. */
function counted(hub: Pick<Instance, 'secrets'>, [limit, subject]: Attempt) {
	const { most, seconds } = limits[limit];
	const key = (of: string) =>
		createHmac('sha256', hub.secrets.derive('attempts')).update(`${limit}\0${of}`).digest();
	const site = aroundNetwork(subject);
	const itself = { key: key(subject), most, seconds };
	return site === null ? [itself] : [itself, { key: key(site), most: most * SITE, seconds }];
}

/**
 * Counts one attempt under each limit in turn and throws `too-many` at the first that is passed. Commits on its own, so
 * that what fails afterwards stays counted; exact however many come at once.
 */
export async function countAttempts(
	hub: Pick<Instance, 'database' | 'secrets'>,
	attempts: Attempt[]
): Promise<void> {
	refuseIf(await asVisitor(hub.database, (tx) => count(tx, hub, attempts)));
}

/** The same within a transaction: only what commits is counted. For limits on what is done, not on what is tried. */
export async function countDone(tx: Tx, hub: Pick<Instance, 'secrets'>, attempts: Attempt[]): Promise<void> {
	refuseIf(await count(tx, hub, attempts));
}

const count = (tx: Tx, hub: Pick<Instance, 'secrets'>, attempts: Attempt[]): Promise<number> =>
	sql.attempt(
		tx,
		attempts.flatMap((attempt) => counted(hub, attempt))
	);

function refuseIf(wait: number): void {
	if (wait > 0)
		throw new HubError(
			'too-many',
			`That was tried too often. Please try again in ${duration(wait)}.`,
			{},
			wait
		);
}

/** After a success: the first attempts are forgotten with all before them, the others are taken back one by one. */
export function forgiven(hub: Pick<Instance, 'secrets'>, forgotten: Attempt[], returned: Attempt[]) {
	const keys = (attempts: Attempt[]) => attempts.flatMap((one) => counted(hub, one).map(({ key }) => key));
	return { forgotten: keys(forgotten), returned: keys(returned) };
}

function duration(seconds: number): string {
	if (seconds <= 90) return seconds === 1 ? 'a second' : `${seconds} seconds`;
	return `${Math.ceil(seconds / 60)} minutes`;
}
