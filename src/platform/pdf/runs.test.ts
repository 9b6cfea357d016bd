import { describe, expect, test } from 'vitest';
import { directionOf, visualRuns } from './runs.ts';

const drawn = (line: string, direction: 'ltr' | 'rtl') => visualRuns(line, direction).map(({ text }) => text);

describe('what is drawn from left to right', () => {
	test('Latin as it is read, by one font', () => {
		expect(drawn('Cut (long), €74.00', 'ltr')).toEqual(['Cut (long), €74.00']);
	});

	test('Arabic words in their order, brackets around what they were around', () => {
		expect(drawn('قص (طويل) - cut', 'rtl')).toEqual(['cut', ' - (', 'طويل', ') ', 'قص']);
	});

	test('a number keeps its digits in order among Arabic, its currency beside it', () => {
		expect(drawn('\u200f74.00\u00a0€', 'rtl')).toEqual(['€\u00a0', '74.00']);
	});

	test('each script by the font that has it; what none has is left out', () => {
		expect(drawn('Łucja 👩🏽‍🎨 Жанна', 'ltr').join('').replace(/ +/g, ' ')).toBe('Łucja Жанна');
		expect(new Set(visualRuns('Łucja Жанна Ελένη', 'ltr').map(({ face }) => face)).size).toBe(4);
	});

	test('a text runs as its first letter does', () => {
		expect(directionOf('٣ قص', 'ltr')).toBe('rtl');
		expect(directionOf('2 × Cut', 'rtl')).toBe('ltr');
		expect(directionOf('12', 'rtl')).toBe('rtl');
	});
});
