import type { GetICUArgs } from '@schummar/icu-type-parser';

/** The languages that customers are spoken to in, besides English, which every text is written in first. */
type Translation = 'es' | 'fr' | 'de' | 'pt' | 'ar';
export type LanguageCode = 'en' | Translation;

/** Texts in ICU MessageFormat by name, in groups where they are looked up by a state. */
export type Messages = { readonly [name: string]: string | Messages };

/** What a text has to be given: counts as numbers, which choose a plural form; everything else as it is to be read. */
export type Arguments<Text extends string> = GetICUArgs<
	Text,
	{ ICUArgument: string; ICUNumberArgument: number; ICUDateArgument: never }
>;

type SameArguments<English extends string, Translated extends string> = [keyof Arguments<English>] extends [
	keyof Arguments<Translated>
]
	? [keyof Arguments<Translated>] extends [keyof Arguments<English>]
		? Translated
		: { 'takes other arguments than in English': keyof Arguments<Translated> }
	: { 'does not take every argument of the English text': keyof Arguments<English> };

/** Exactly the names of the English texts, each with its arguments. */
type Checked<English, Translated> = {
	readonly [Name in keyof English | keyof Translated]: Name extends keyof English
		? Name extends keyof Translated
			? English[Name] extends string
				? Translated[Name] extends string
					? SameArguments<English[Name], Translated[Name]>
					: string
				: Checked<English[Name], Translated[Name]>
			: English[Name]
		: { 'has no English text': Name };
};

export type Feature<English extends Messages> = { en: English } & Record<Translation, Messages>;

/**
 * The texts of one card, page or mail in every language. A text that a language lacks or has too many, or that does not take the
 * same arguments, is an error of the types.
 */
export const feature = <const English extends Messages, const Others extends Record<Translation, Messages>>(
	en: English,
	translations: Others & { [Code in Translation]: Checked<English, Others[Code]> }
): Feature<English> => ({ ...translations, en });
