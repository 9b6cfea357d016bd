import type { LanguageCode } from './feature.ts';
import { directionOf, type Direction } from './isolate.ts';
import { LANGUAGE_CODES } from './languages.ts';
import { textsOf, type Texts } from './texts.ts';

/** A language as a page or a mail needs it. */
export type Language = {
	code: LanguageCode;
	texts: Texts;
	/** For `lang`: with the region whose habits dates and amounts follow, "es-US". */
	lang: string;
	/** For Intl: the same, in Arabic with the digits 0 to 9 (docs/decisions/0022). */
	tag: string;
	direction: Direction;
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

const headers = new Map<string, LanguageCode | null>();

/**
 * The first language of an Accept-Language header, most wanted first, that we speak; null: none of them. It says what a browser is
 * set to, so a page may offer it and a page about nobody may use it.
 */
export function acceptedLanguage(header: string | null | undefined): LanguageCode | null {
	const wanted = (header ?? '').slice(0, 200);
	let code = headers.get(wanted);
	if (code === undefined) {
		if (headers.size > 1000) headers.clear();
		headers.set(wanted, (code = firstSpoken(wanted)));
	}
	return code;
}

function firstSpoken(header: string): LanguageCode | null {
	const wanted = header.split(',').map((part, place) => {
		const [tag = '', ...parameters] = part
			.trim()
			.toLowerCase()
			.split(/\s*;\s*/);
		const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
		return { code: codeOf(tag.split('-')[0] ?? ''), quality: Number(quality), place };
	});
	const spoken = wanted.filter(({ code, quality }) => code !== null && quality > 0);
	return spoken.sort((a, b) => b.quality - a.quality || a.place - b.place)[0]?.code ?? null;
}

function find(wished: (string | null)[]): Language {
	const locales = wished.map(localeOf).filter((locale) => locale !== null);
	const code = locales.map((locale) => codeOf(locale.language)).find((spoken) => spoken !== null) ?? 'en';
	const ofItself = locales.find((locale) => locale.language === code)?.region;
	const region = ofItself ?? locales.find((locale) => locale.region)?.region;
	// Intl knows which pairs exist: Spanish in the United States does, French there is plain French.
	const lang = new Intl.DateTimeFormat(region ? `${code}-${region}` : code).resolvedOptions().locale;
	const direction = directionOf(code);
	return {
		code,
		texts: textsOf(code),
		lang,
		tag: direction === 'rtl' ? `${lang}-u-nu-latn` : lang,
		direction
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
