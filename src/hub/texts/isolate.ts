import type { LanguageCode } from './feature.ts';

export type Direction = 'ltr' | 'rtl';

export const directionOf = (code: LanguageCode): Direction => (code === 'ar' ? 'rtl' : 'ltr');

/** First strong isolate, and its end: what is between them has a direction of its own and leaves that around it alone. */
const ISOLATE = '\u2068';
const END = '\u2069';
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * What is put into a sentence of that direction: a Latin name in Arabic, an Arabic name in English. Without it the full stop
 * after it lands on its wrong side.
 */
export const isolated = (text: string, around: Direction): string =>
	around === 'rtl' || RIGHT_TO_LEFT.test(text) ? ISOLATE + text + END : text;
