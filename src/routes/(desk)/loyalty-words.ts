import { languageOf } from '#hub/texts/language.ts';
import type { Loyalty } from '#hub/loyalty/standing.ts';
import type { LoyaltySaid } from '#ui/LoyaltyWords.svelte';
import { loyaltyWords } from '#ui/portal/loyalty-words.ts';

/** The customer's pill as the desk says it: in the desk's language, with dates as the business writes them. */
export const loyaltyAtDesk = (loyalty: Loyalty | null, session: App.Locals['session']): LoyaltySaid | null =>
	loyalty && loyaltyWords(loyalty, languageOf('en', session?.organization?.locale ?? null));
