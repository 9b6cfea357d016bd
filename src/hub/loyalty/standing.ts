import { ruleOf, type LoyaltyRule } from './industries.ts';

/** What the business chose in place of its industry's rule; `off`: no pill at all. */
export type LoyaltyChoice = Partial<LoyaltyRule> & { off?: boolean };

/** What the database knows: `portal_loyalty` (db/migrations/0181). */
export type Wins = {
	chosen: LoyaltyChoice | null;
	/** The calendar day at the business, `2026-03-14`. */
	today: string;
	/** The days of the wins that count today, the earliest first; two on one day are there twice. */
	days: string[];
};

export type LoyaltyLevel = { kind: 'count' | 'vip'; count: number };

/** A customer's pill and why she has it (B11). */
export type Loyalty = LoyaltyLevel & {
	rule: LoyaltyRule;
	days: string[];
	/** The last day on which it says so, unless she comes again. */
	until: string;
	/** What it says on the day after; null: nothing. */
	then: LoyaltyLevel | null;
};

/** Days for which a win counts, its own included. */
const COUNTED = 365;

/** null: no pill, as for somebody who came once or never. */
export function loyaltyOf(industry: string, { chosen, days }: Wins): Loyalty | null {
	const { off, ...changed } = chosen ?? {};
	if (off) return null;
	const rule = { ...ruleOf(industry), ...changed };
	const level = levelOf(days.length, rule);
	if (!level) return null;
	// A VIP stays one while enough of her newest visits count; somebody else's number changes with her earliest.
	const firstToGo = days[level.kind === 'vip' ? days.length - rule.vipFrom : 0] ?? '';
	const until = daysLater(firstToGo, COUNTED - 1);
	const left = days.filter((day) => daysLater(day, COUNTED - 1) > until);
	return { ...level, rule, days, until, then: levelOf(left.length, rule) };
}

function levelOf(count: number, { from, vipFrom }: LoyaltyRule): LoyaltyLevel | null {
	if (count >= vipFrom) return { kind: 'vip', count };
	return count >= from ? { kind: 'count', count } : null;
}

/** Of calendar days, without clocks: `2026-02-28` and 1 are `2026-03-01`. */
export function daysLater(day: string, days: number): string {
	const date = new Date(`${day}T00:00:00Z`);
	date.setUTCDate(date.getUTCDate() + days);
	return date.toISOString().slice(0, 10);
}
