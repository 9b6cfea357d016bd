import MessageFormat from '@messageformat/core';
import type { Arguments, LanguageCode, Messages } from './feature.ts';

/** A text that takes nothing is a string; any other is a function of its arguments. */
export type Compiled<Source> = Source extends string
	? [keyof Arguments<Source>] extends [never]
		? string
		: (given: Arguments<Source>) => string
	: { readonly [Name in keyof Source]: Compiled<Source[Name]> };

type Given = Record<string, string | number>;

/** First strong isolate, and its end: what is between them has a direction of its own and leaves that around it alone. */
const ISOLATE = '\u2068';
const END = '\u2069';
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A Latin name in Arabic, an Arabic name in English: without this the full stop after it lands on its wrong side. */
function isolated(given: Given, always: boolean): Given {
	const result: Given = {};
	for (const name in given) {
		const value = given[name] ?? '';
		result[name] =
			typeof value === 'string' && (always || RIGHT_TO_LEFT.test(value)) ? ISOLATE + value + END : value;
	}
	return result;
}

/** Every text of a feature as a string or a function, made once: afterwards a text costs no more than joining its parts. */
export function compile<Source extends Messages>(source: Source, code: LanguageCode): Compiled<Source> {
	const rightToLeft = code === 'ar';
	const format = new MessageFormat(rightToLeft ? 'ar-u-nu-latn' : code);
	const compiled = (texts: Messages): unknown =>
		Object.fromEntries(
			Object.entries(texts).map(([name, text]) => {
				if (typeof text !== 'string') return [name, compiled(text)];
				const say = format.compile(text);
				return [name, text.includes('{') ? (given: Given) => say(isolated(given, rightToLeft)) : say({})];
			})
		);
	return compiled(source) as Compiled<Source>;
}
