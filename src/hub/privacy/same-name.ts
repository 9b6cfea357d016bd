import { normal } from '#platform/forms/normal.ts';

/** Signs that stand for one key: what phones and word processors make of an apostrophe, a quotation mark, a hyphen. */
const KEYS: [sign: RegExp, key: string][] = [
	[/[‘’‚‛′ʹʻʼʽˈ＇`´]/gu, "'"],
	[/[“”„‟″«»＂]/gu, '"'],
	[/[\p{Dash_Punctuation}\u2043\u2212]/gu, '-']
];

/** What nobody sees: soft hyphens, joiners, marks of direction, selectors of a look. */
const INVISIBLE = /\p{Default_Ignorable_Code_Point}/gu;

/** A name as it is compared with what somebody types who reads it: without what cannot be seen, or has no key. */
const folded = (name: string): string => {
	const typeable = KEYS.reduce((text, [sign, key]) => text.replace(sign, key), name.replace(INVISIBLE, ''));
	return normal(typeable, 'NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
};

/** Whether `typed` is what stands there, however a keyboard writes it. A name of which nothing can be seen is only itself. */
export const sameName = (typed: string, name: string): boolean =>
	folded(typed) === folded(name) && (folded(name) !== '' || typed === name);
