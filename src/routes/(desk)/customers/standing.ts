import type { Standing } from '#hub/inquiries/verbs.ts';

type Tone = 'accent' | 'neutral';

/** How a customer's current case stands, in words. */
export const standingWords: Record<NonNullable<Standing['status']>, { words: string; tone: Tone }> = {
	'needs reply': { words: 'Needs reply', tone: 'accent' },
	open: { words: 'Open', tone: 'neutral' },
	waiting: { words: 'Waiting', tone: 'neutral' }
};
