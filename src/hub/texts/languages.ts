import type { LanguageCode } from './feature.ts';

/** What each language calls itself, in the order of the menu. */
export const LANGUAGES: Readonly<Record<LanguageCode, string>> = {
	en: 'English',
	es: 'Español',
	fr: 'Français',
	de: 'Deutsch',
	pt: 'Português',
	ar: 'العربية'
};

export const LANGUAGE_CODES = Object.keys(LANGUAGES) as LanguageCode[];
