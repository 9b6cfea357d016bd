import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openFairQueue, type FairLimits } from './fair-queue.ts';

function queueOf(limits: Partial<FairLimits> = {}) {
	const refused: string[] = [];
	const queue = openFairQueue<string>({ each: 6, together: 20, all: 60, atOnce: 9, ...limits }, (job) =>
		refused.push(job)
	);
	/** Jobs are called `organization person number`. */
	const askerOf = (job: string) => {
		const [organization = '', person = ''] = job.split(' ');
		return { organization, person };
	};
	return {
		refused,
		enter: (job: string) => queue.enter(askerOf(job), job),
		leave: (job: string) => queue.leave(askerOf(job), job),
		next: () => queue.next(),
		/** All that waits, one after another. */
		drain: () => {
			const order: string[] = [];
			for (let turn = queue.next(); turn; turn = queue.next()) {
				order.push(turn.job);
				turn.done();
			}
			return order;
		}
	};
}

describe('a fair queue', () => {
	test('takes turns by organization, then by person', () => {
		const { enter, drain } = queueOf();
		for (const job of ['a x 1', 'a x 2', 'a x 3', 'a y 1', 'a y 2', 'b z 1', 'b z 2']) enter(job);
		expect(drain()).toEqual(['a x 1', 'b z 1', 'a y 1', 'b z 2', 'a x 2', 'a y 2', 'a x 3']);
	});

	test('has one of each person under way, and so many of an organization', () => {
		const { enter, next } = queueOf({ atOnce: 2 });
		for (const job of ['a x 1', 'a x 2', 'a y 1', 'a z 1', 'b x 1']) enter(job);
		const begun = [next(), next(), next(), next()];
		expect(begun.map((turn) => turn?.job)).toEqual(['a x 1', 'b x 1', 'a y 1', undefined]);
		begun[0]?.done();
		expect(next()?.job).toBe('a z 1');
		expect(next()).toBeNull();
	});

	test('has room for few of one person, and forgets who has left or is done', () => {
		const { enter, leave, drain } = queueOf({ each: 2 });
		expect([1, 2, 3].map((number) => enter(`a x ${number}`))).toEqual([true, true, false]);
		leave('a x 1');
		leave('a x 1');
		leave('c nobody 1');
		expect(enter('a x 3')).toBe(true);
		expect(drain()).toEqual(['a x 2', 'a x 3']);
		expect(enter('a x 4')).toBe(true);
	});

	test('in a full organization, whoever has most gives way to who has less, and nobody else does', () => {
		const { enter, refused } = queueOf({ each: 3, together: 4 });
		for (const job of ['a x 1', 'a x 2', 'a x 3', 'a y 1', 'b x 1']) expect(enter(job)).toBe(true);
		expect(enter('a z 1')).toBe(true);
		expect(refused).toEqual(['a x 3']);
		expect(enter('a z 2')).toBe(false);
		expect(refused).toEqual(['a x 3']);
	});

	test('where all is full, the organization that has most gives way, and what is under way does not', () => {
		const { enter, refused, next } = queueOf({ together: 4, all: 5 });
		for (const job of ['a x 1', 'a y 1', 'a x 2', 'b x 1', 'b y 1']) expect(enter(job)).toBe(true);
		expect(next()?.job).toBe('a x 1');
		expect(enter('c x 1')).toBe(true);
		expect(refused).toHaveLength(1);
		expect(refused[0]).toMatch(/^a (x 2|y 1)$/);
		expect(enter('c x 2')).toBe(false);
	});

	test('loses nothing: each job has its turn, is refused, or leaves; limits hold at every moment', () => {
		const job = fc.record({
			organization: fc.constantFrom('a', 'b', 'c'),
			person: fc.constantFrom('x', 'y', 'z'),
			then: fc.constantFrom('nothing', 'begin', 'leave')
		});
		const limits = { each: 3, together: 5, all: 8, atOnce: 2 };
		fc.assert(
			fc.property(fc.array(job, { maxLength: 60 }), (jobs) => {
				const { enter, leave, next, drain, refused } = queueOf(limits);
				const seen: string[] = [];
				const begun: { job: string; done: () => void }[] = [];
				const inside = new Set<string>();
				for (const [number, { organization, person, then }] of jobs.entries()) {
					const name = `${organization} ${person} ${number}`;
					const before = refused.length;
					if (enter(name)) inside.add(name);
					else seen.push(name);
					for (const gone of refused.slice(before)) inside.delete(gone);
					const count = (of: string) => [...inside].filter((one) => one.startsWith(of)).length;
					expect(inside.size).toBeLessThanOrEqual(limits.all);
					expect(count(`${organization} `)).toBeLessThanOrEqual(limits.together);
					expect(count(`${organization} ${person} `)).toBeLessThanOrEqual(limits.each);
					if (then === 'leave' && inside.delete(name)) {
						leave(name);
						seen.push(name);
					}
					const turn = then === 'begin' && next();
					if (turn) begun.push(turn);
				}
				for (const turn of begun) {
					turn.done();
					seen.push(turn.job);
				}
				seen.push(...drain(), ...refused);
				expect(seen.sort()).toEqual(
					jobs.map(({ organization, person }, number) => `${organization} ${person} ${number}`).sort()
				);
			})
		);
	});
});
