import MessageFormat from '@messageformat/core';
import { directionOf, isolated, type Direction } from './isolate.ts';
import type { Arguments, LanguageCode, Messages } from './feature.ts';

/** A text that takes nothing is a string; any other is a function of its arguments. */
export type Compiled<Source> = Source extends string
	? [keyof Arguments<Source>] extends [never]
		? string
		: (given: Arguments<Source>) => string
	: { readonly [Name in keyof Source]: Compiled<Source[Name]> };

type Given = Record<string, string | number>;

/** Numbers, which only choose a form, stay as they are. */
function isolatedAll(given: Given, direction: Direction): Given {
	const result: Given = {};
	for (const name in given) {
		const value = given[name] ?? '';
		result[name] = typeof value === 'string' ? isolated(value, direction) : value;
	}
	return result;
}

/** Every text of a feature as a string or a function, made once: afterwards a text costs no more than joining its parts. */
export function compile<Source extends Messages>(source: Source, code: LanguageCode): Compiled<Source> {
	const direction = directionOf(code);
	const format = new MessageFormat(direction === 'rtl' ? `${code}-u-nu-latn` : code);
	const compiled = (texts: Messages): unknown =>
		Object.fromEntries(
			Object.entries(texts).map(([name, text]) => {
				if (typeof text !== 'string') return [name, compiled(text)];
				const say = format.compile(text);
				return [name, text.includes('{') ? (given: Given) => say(isolatedAll(given, direction)) : say({})];
			})
		);
	return compiled(source) as Compiled<Source>;
}
