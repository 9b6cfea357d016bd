import { expect, test } from 'vitest';
import { openTurns } from './turns.ts';

test('work takes its turn, also after work that failed', async () => {
	const inTurn = openTurns(2);
	let [running, most] = [0, 0];
	const work = (fails: boolean) =>
		inTurn(async () => {
			most = Math.max(most, ++running);
			await new Promise((resolve) => setTimeout(resolve, 2));
			running--;
			if (fails) throw new Error('no');
			return 'done';
		});
	const ended = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => work(n % 3 === 0)));
	expect(most).toBe(2);
	expect(ended.filter(({ status }) => status === 'fulfilled')).toHaveLength(13);
});
