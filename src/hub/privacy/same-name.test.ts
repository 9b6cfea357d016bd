import { describe, expect, it } from 'vitest';
import { sameName } from './same-name.ts';

describe('the name that is typed before a deletion', () => {
	it.each([
		['O\u2019Brien', "O'Brien"],
		['D\u02bcArcy', "d'arcy"],
		['Zoe\u0301 \u00b4t Hart', "Zoé 't Hart"],
		['Jean\u2010Luc Picard', 'Jean-Luc Picard'],
		['Anne\u2011Marie', 'anne-marie'],
		['Smith \u2013 Jones', 'Smith - Jones'],
		['Zero\u200bWidth', 'ZeroWidth'],
		['Donau\u00adschiff', 'Donauschiff'],
		['Rosa \u2764\ufe0f', 'Rosa \u2764'],
		['\u2068\u0644\u064a\u0644\u0649\u2069', '\u0644\u064a\u0644\u0649'],
		['\ufeffAna\u00a0\u3000Silva ', 'ana silva'],
		['\uff21\uff4e\uff41', 'Ana'],
		['\u201eBibi\u201d Blocksberg', '"Bibi" Blocksberg']
	])('%s is typed as %s', (name, typed) => {
		expect(sameName(typed, name)).toBe(true);
		expect(sameName(name, name), 'and copied as it is').toBe(true);
	});

	it.each([
		['Carla Customer', 'Carla'],
		['Jos\u00e9', 'Jose'],
		['O\u2019Brien', 'OBrien'],
		['Jean-Luc', 'JeanLuc'],
		['\u3164', '\u200b'],
		['Carla', '']
	])('%s is not %s', (name, typed) => {
		expect(sameName(typed, name)).toBe(false);
	});
});
