import { expect, it } from 'vitest';
import { inWords, type Colleague } from './presence.ts';

const colleague = (name: string, state: Colleague['state']): Colleague => ({ id: name, name, state });

it.each([
	['', []],
	['Colin is looking', [colleague('Colin', 'looking')]],
	['Colin and Dana are typing', [colleague('Colin', 'typing'), colleague('Dana', 'typing')]],
	['Dana is typing · Colin is looking', [colleague('Colin', 'looking'), colleague('Dana', 'typing')]]
])('says "%s"', (words, others) => {
	expect(inWords(others)).toBe(words);
});
