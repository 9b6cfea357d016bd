import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { networkOf } from '#platform/network.ts';
import { freshDatabase, type FreshDatabase } from '#support/database.ts';
import { testHub } from '#support/people.ts';
import { countAttempts, forgiven, type Attempt } from './limits.ts';
import { forgive } from './sql.ts';
import { asVisitor } from './visitor.ts';

let fresh: FreshDatabase;
let hub: ReturnType<typeof testHub>;
beforeAll(async () => {
	fresh = await freshDatabase();
	hub = testHub(fresh.database);
});
afterAll(() => fresh.drop());

/** From the nth /64 of a site. */
const attempt = (site: string, nth: number): Attempt => [
	'sign-in of an address from a network',
	`ida@example.com ${networkOf(`${site}:${nth.toString(16)}::1`)}`
];
async function allowed(attempts: Attempt[]): Promise<number> {
	const outcomes = await Promise.allSettled(attempts.map((one) => countAttempts(hub, [one])));
	return outcomes.filter(({ status }) => status === 'fulfilled').length;
}

describe('whoever has a whole site of networks', () => {
	it('gets four times what one network gets, however many of them she uses at once', async () => {
		const elsewhere = attempt('2001:db8:2', 0);
		const spread = Array.from({ length: 200 }, (_, nth) => attempt('2001:db8:1', nth));
		expect(await allowed(spread)).toBe(40);
		expect(await allowed(Array.from({ length: 30 }, () => elsewhere))).toBe(10);
	});

	it('is forgiven by both counts after a success', async () => {
		const one = attempt('2001:db8:3', 0);
		for (let nth = 0; nth < 40; nth++) await countAttempts(hub, [attempt('2001:db8:3', nth)]);
		await expect(countAttempts(hub, [one])).rejects.toMatchObject({ refusal: 'too-many' });
		await asVisitor(hub.database, (tx) => forgive(tx, forgiven(hub, [one], [])));
		await countAttempts(hub, [one]);
	});
});
