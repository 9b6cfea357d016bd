import type { Loyalty, LoyaltyLevel } from '#hub/loyalty/standing.ts';
import type { Language } from '#hub/texts/language.ts';
import { day } from '#ui/format.ts';
import { dateOf } from './dates.ts';

/** Days that are named; somebody who comes three times a week does not read them all. */
const NAMED = 5;

/** What the pill says, and the sentences behind it: why, until when, what follows, and what a refund changes (B11). */
export function loyaltyWords(loyalty: Loyalty, language: Language): { pill: string; why: string[] } {
	const { loyalty: texts } = language.texts;
	const { rule, days, count, then } = loyalty;
	const pill = (level: LoyaltyLevel) =>
		level.kind === 'vip' ? rule.vipName : texts.nth[rule.word]({ count: level.count });
	const named = (isoDay: string) => day(dateOf(isoDay), language.tag, 'UTC');
	const until = named(loyalty.until);
	return {
		pill: pill(loyalty),
		why: [
			texts.why[rule.word]({ count, days: listed(days, named, language) }),
			...(loyalty.kind === 'vip' ? [texts.vip({ name: rule.vipName, count: rule.vipFrom })] : []),
			then ? texts.then({ day: until, pill: pill(then) }) : texts.thenNothing({ day: until }),
			texts.refund
		]
	};
}

function listed(days: string[], named: (isoDay: string) => string, { texts, tag }: Language): string {
	const newest = days.slice(-NAMED).reverse().map(named);
	const before = days.length - newest.length;
	if (!before) return new Intl.ListFormat(tag, { type: 'conjunction' }).format(newest);
	return texts.loyalty.andMore({ count: String(before), days: newest.join(', ') });
}
