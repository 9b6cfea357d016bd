import { languageOf } from '#hub/texts/language.ts';
import type { LoyaltyRule } from '#hub/loyalty/industries.ts';
import { loyaltyOf } from '#hub/loyalty/standing.ts';
import { loyaltyWords } from '#ui/portal/loyalty-words.ts';

export type LoyaltySample = { count: number; pill: string | null };

/** What customers with so many wins would see, in the business's own language: at each number where something changes. */
export function loyaltySamples(rule: LoyaltyRule, locale: string | null): LoyaltySample[] {
	const { from, vipFrom } = rule;
	const counts = [...new Set([1, from, Math.max(from, vipFrom - 1), vipFrom])].sort((a, b) => a - b);
	const today = new Date().toISOString().slice(0, 10);
	return counts.map((count) => {
		const days = Array.from({ length: count }, () => today);
		const loyalty = loyaltyOf('other', { chosen: rule, today, days });
		return { count, pill: loyalty && loyaltyWords(loyalty, languageOf(locale)).pill };
	});
}
