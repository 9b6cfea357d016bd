import { LANGUAGE_CODES } from '#hub/texts/languages.ts';

/** Those that portal, mails and papers speak; any other tag that a customer has already stays among the choices. */
const offered: readonly string[] = LANGUAGE_CODES;

/** A language by its own name, "Deutsch"; its tag where nobody has a name for it. */
export function languageName(tag: string): string {
	const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
	return name.slice(0, 1).toLocaleUpperCase(tag) + name.slice(1);
}

/** The choices of a select, with the one that holds now. What cannot be a tag is shown as it is. */
export function languageOptions(current: string): { value: string; label: string }[] {
	const tags = !current || offered.includes(current) ? offered : [...offered, current];
	return [
		{ value: '', label: 'As the business' },
		...tags.map((value) => ({ value, label: offered.includes(value) ? languageName(value) : value }))
	];
}
