import en from './refusals/en.ts';
import type { Language } from './language.ts';

type Refusal = keyof typeof en;

const names = new Map(Object.entries(en).map(([name, sentence]) => [sentence as string, name as Refusal]));

/** Sentences that hold a number or a name, and what is said instead of them. */
const LIKE: [like: RegExp, name: Refusal][] = [
	[/ can have \d+ characters at most\.$/, 'tooLong'],
	[/^That was tried too often\./, 'tooOften']
];

/**
 * A refusal as a customer reads it. Verbs refuse in English, since they do not know who reads it (a log, a member, a customer): what
 * they say to customers stands in refusals/en.ts, and is said here in her language. In English nothing is changed.
 */
export function sayRefusal(english: string, { code, texts }: Pick<Language, 'code' | 'texts'>): string {
	if (code === 'en') return english;
	const name = names.get(english) ?? LIKE.find(([like]) => like.test(english))?.[1] ?? 'other';
	return texts.refusals[name];
}
