import { describe, expect, test } from 'vitest';
import { rowsOf } from '../rows.ts';
import { bride } from './bride.ts';
import { neighbours } from './neighbours.ts';
import { regulars } from './regulars.ts';
import { conversation, dayAfter, inWords, moment } from './time.ts';
import { weddingConversation, weddingDays } from './wedding.ts';

const DAY = 24 * 60 * 60_000;
/** Every weekday, the days around a change of year, and both ends of a day. */
const days = Array.from(
	{ length: 9 },
	(_, index) => new Date(Date.UTC(2026, 11, 26 + index, index * 2.9, 1))
);

describe('a story that is told on any day', () => {
	test.each(days)('is in order when told on %s', (now) => {
		const told = weddingConversation(now).map((line) => moment(now, line.when).getTime());
		expect(told.length).toBeGreaterThan(40);
		expect(told).toEqual([...told].sort((a, b) => a - b));
		expect(Math.max(...told)).toBeLessThan(now.getTime());
	});

	test.each(days)('has the trial on the evening before the thanks for it, told on %s', (now) => {
		const { trial, afterTrial } = weddingDays(now);
		const before = new Date(now.getTime() - (afterTrial + 1) * DAY);
		expect(inWords(before)).toBe(trial);
		expect(trial).toMatch(/^Thursday /);
	});

	test('names customers, cases and quotes that a database takes', () => {
		const now = days[0] ?? new Date();
		const customers = [bride(now), ...regulars(), ...neighbours()].map((one, index) => ({
			...one,
			id: String(index)
		}));
		const members = { owner: 'o', admin: 'a', manager: 'm', agent: 'g', viewer: 'v' };
		const rows = rowsOf({ orgId: 'org', now, members, customers });
		const numbers = rows.inquiries.map((row) => Number(row['number']));
		expect(new Set(numbers).size).toBe(numbers.length);
		expect(numbers.at(-1)).toBe(rows.caseNumber);
		for (const quote of rows.quotes) {
			const items = rows.quote_items.filter((item) => item['quote_id'] === quote['id']);
			expect(items.reduce((sum, item) => sum + Number(item['total_minor']), 0)).toBe(quote['total_minor']);
			const paid = rows.payments.filter((payment) => payment['quote_id'] === quote['id']);
			const sum = paid.reduce((total, payment) => total + Number(payment['amount_minor']), 0);
			if (quote['status'] === 'paid' || quote['status'] === 'refunded')
				expect(sum).toBe(quote['total_minor']);
			else expect(sum).toBeLessThan(Number(quote['total_minor']));
		}
	});
});

describe('how the story tells time', () => {
	const now = new Date('2026-11-22T12:00:00Z');
	test('counts back from now', () => {
		expect(moment(now, '25m').toISOString()).toBe('2026-11-22T11:35:00.000Z');
		expect(moment(now, '3h').toISOString()).toBe('2026-11-22T09:00:00.000Z');
		expect(moment(now, '12d 09:30').toISOString()).toBe('2026-11-10T09:30:00.000Z');
		expect(() => moment(now, 'yesterday')).toThrow('not a moment');
	});

	test('finds the next such weekday', () => {
		expect(inWords(dayAfter(now, 0, 0))).toBe('Sunday 22 November');
		expect(inWords(dayAfter(now, 0, 6))).toBe('Saturday 28 November');
		expect(inWords(dayAfter(now, -21, 4))).toBe('Thursday 5 November');
	});

	test('knows who wrote what', () => {
		const lines = conversation('\n# 2d 10:00 email\nHello\n\nAnna\n# 3h whatsapp Ewa\nHi');
		expect(lines).toEqual([
			{ when: '2d 10:00', direction: 'inbound', channel: 'email', by: null, body: 'Hello\n\nAnna' },
			{ when: '3h', direction: 'outbound', channel: 'whatsapp', by: 'agent', body: 'Hi' }
		]);
		expect(() => conversation('# 2d 10:00 fax\nHello')).toThrow('does not begin a message');
		expect(() => conversation('# 2d 10:00 email Nobody\nHello')).toThrow('does not begin a message');
	});
});
