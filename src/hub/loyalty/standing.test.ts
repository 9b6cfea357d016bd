import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { industries } from './industries.ts';
import { daysLater, loyaltyOf, type Wins } from './standing.ts';

const TODAY = '2026-11-26';
const wins = (days: string[], chosen: Wins['chosen'] = null): Wins => ({ chosen, today: TODAY, days });
const ago = (days: number) => daysLater(TODAY, -days);

/** What the database answers of these days: the ones that count on `today`, in order. */
const counted = (days: string[], today: string) =>
	days.filter((day) => day <= today && day > daysLater(today, -365)).sort();

const day = fc
	.date({ min: new Date('2019-01-01'), max: new Date('2032-12-31'), noInvalidDate: true })
	.map((date) => date.toISOString().slice(0, 10));

describe('the loyalty pill', () => {
	it('says nothing of a first visit, counts the second aloud, and knows what its industry calls a VIP', () => {
		expect(loyaltyOf('salon', wins([]))).toBeNull();
		expect(loyaltyOf('salon', wins([ago(3)]))).toBeNull();
		expect(loyaltyOf('salon', wins([ago(30), ago(3)]))).toMatchObject({ kind: 'count', count: 2 });
		const three = wins([ago(60), ago(30), ago(3)]);
		expect(loyaltyOf('salon', three)).toMatchObject({ kind: 'count', count: 3, rule: { word: 'visit' } });
		expect(loyaltyOf('photographer', three)).toMatchObject({ kind: 'vip', rule: { word: 'shoot' } });
		expect(loyaltyOf('an industry of the future', three)).toMatchObject({ kind: 'count' });
	});

	it('says until when it stays so, and what follows', () => {
		expect(loyaltyOf('salon', wins([ago(300), ago(30), ago(3)]))).toMatchObject({
			until: daysLater(TODAY, 64),
			then: { kind: 'count', count: 2 }
		});
		expect(loyaltyOf('salon', wins([ago(300), ago(3)]))).toMatchObject({ then: null });
		const vip = loyaltyOf('photographer', wins([ago(300), ago(200), ago(100), ago(1)]));
		expect(vip, 'the fourth may go before she is no VIP any more').toMatchObject({
			kind: 'vip',
			until: daysLater(TODAY, 164),
			then: { kind: 'count', count: 2 }
		});
	});

	it('lets several of one day go together', () => {
		expect(loyaltyOf('salon', wins([ago(200), ago(200), ago(200), ago(1)]))).toMatchObject({
			count: 4,
			until: daysLater(TODAY, 164),
			then: null
		});
	});

	it('follows what the business chose, also when that is no pill', () => {
		const days = [ago(60), ago(30), ago(3)];
		expect(loyaltyOf('salon', wins(days, { vipFrom: 3, vipName: 'Gold' }))).toMatchObject({
			kind: 'vip',
			rule: { vipName: 'Gold', word: 'visit' }
		});
		expect(loyaltyOf('salon', wins(days, { from: 4 }))).toBeNull();
		expect(loyaltyOf('salon', wins(days, { off: true }))).toBeNull();
	});

	it('keeps its word: unchanged through the last day it names, and then what it said would follow', () => {
		fc.assert(
			fc.property(
				fc.array(day, { maxLength: 40 }),
				day,
				fc.constantFrom(...Object.keys(industries)),
				(days, today, industry) => {
					const on = (date: string) =>
						loyaltyOf(industry, {
							chosen: null,
							today: date,
							days: counted(
								days.filter((one) => one <= today),
								date
							)
						});
					const now = on(today);
					if (!now) return;
					const shown = ({ kind, count }: { kind: string; count: number }) => (kind === 'vip' ? kind : count);
					const last = on(now.until);
					expect(now.until >= today).toBe(true);
					expect(last && shown(last)).toEqual(shown(now));
					const next = on(daysLater(now.until, 1));
					expect(next && shown(next)).toEqual(now.then && shown(now.then));
					if (now.kind === 'count') expect(next && shown(next)).not.toEqual(shown(now));
				}
			),
			{ numRuns: 400 }
		);
	});
});

describe('days', () => {
	it('are added through leap years and month ends', () => {
		expect(daysLater('2028-02-28', 1)).toBe('2028-02-29');
		expect(daysLater('2027-02-28', 1)).toBe('2027-03-01');
		expect(daysLater('2028-02-29', 365)).toBe('2029-02-28');
		expect(daysLater('2027-03-01', 364)).toBe('2028-02-28');
		expect(daysLater('2026-03-01', -1)).toBe('2026-02-28');
	});
});
