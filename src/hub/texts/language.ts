import type { LanguageCode } from './feature.ts';
import { textsOf, type Texts } from './texts.ts';

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

/** A language as a page or a mail needs it. */
export type Language = {
	code: LanguageCode;
	texts: Texts;
	/** For `lang`: with the region whose habits dates and amounts follow, "es-US". */
	lang: string;
	/** For Intl: the same, in Arabic with the digits 0 to 9 (docs/decisions/0022). */
	tag: string;
	direction: 'ltr' | 'rtl';
};

const known = new Map<string, Language>();

/**
 * The language of the first of the wished locales that we speak; English when we speak none. A page is in one language as a
 * whole, so that nobody reads English with German commas: dates and amounts are written as that language writes them where
 * the first locale with a region is at home, so a salon in the United States writes "$1,200.00" in Spanish too.
 */
export function languageOf(...wished: (string | null)[]): Language {
	const key = wished.join();
	let language = known.get(key);
	if (!language) {
		if (known.size > 1000) known.clear();
		known.set(key, (language = find(wished)));
	}
	return language;
}

function find(wished: (string | null)[]): Language {
	const locales = wished.map(localeOf).filter((locale) => locale !== null);
	const code = locales.map((locale) => codeOf(locale.language)).find((spoken) => spoken !== null) ?? 'en';
	const ofItself = locales.find((locale) => locale.language === code)?.region;
	const region = ofItself ?? locales.find((locale) => locale.region)?.region;
	// Intl knows which pairs exist: Spanish in the United States does, French there is plain French.
	const lang = new Intl.DateTimeFormat(region ? `${code}-${region}` : code).resolvedOptions().locale;
	const rightToLeft = code === 'ar';
	return {
		code,
		texts: textsOf(code),
		lang,
		tag: rightToLeft ? `${lang}-u-nu-latn` : lang,
		direction: rightToLeft ? 'rtl' : 'ltr'
	};
}

/** The language that a locale or a form's value names, when we speak it. */
export function codeOf(language: string): LanguageCode | null {
	return LANGUAGE_CODES.find((code) => code === language) ?? null;
}

function localeOf(tag: string | null): Intl.Locale | null {
	if (!tag) return null;
	try {
		return new Intl.Locale(tag);
	} catch (cause) {
		if (cause instanceof RangeError) return null;
		throw cause;
	}
}
