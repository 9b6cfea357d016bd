import { describe, expect, it } from 'vitest';
import { naughtyStrings, withoutCorpora } from '#support/shared.ts';
import { firstName, nameToGreet, UNKNOWN_SENDER, wholeName } from './first-name.ts';

describe('the first name that strangers may see', () => {
	it.each([
		['Orla Fitzgerald', 'Orla'],
		['🌷 Orla Fitzgerald', 'Orla'],
		['Orla🌷', 'Orla'],
		['“Orla” Fitzgerald', 'Orla'],
		['Fitzgerald, Orla', 'Orla'],
		['Fitzgerald, Dr. Orla Maria', 'Orla'],
		['van der Berg, Anneke', 'Anneke'],
		['Orla Fitzgerald, PhD', 'Orla'],
		['Dr. Orla Fitzgerald', 'Orla'],
		['Herr Prof. Dr. Max Müller', 'Max'],
		['Sra. María García', 'María'],
		['Anne-Marie D’Arcy', 'Anne-Marie'],
		['D’Arcy Wretzky', 'D’Arcy'],
		['Zoe\u0308 Adeyemi', 'Zoë'],
		['\u202eOrla\u202c Fitzgerald', 'Orla'],
		['Orla (086 123 4567)', 'Orla'],
		['ليلى حداد', 'ليلى'],
		['د. ليلى حداد', 'ليلى'],
		['عبد الله محمود', 'عبد الله'],
		['حداد، ليلى', 'ليلى'],
		['עדי כהן', 'עדי'],
		['नेहा शर्मा', 'नेहा'],
		['علی‌رضا احمدی', 'علی‌رضا'],
		['Нина Иванова', 'Нина'],
		['Ben Nevis', 'Ben'],
		['Orla (Cork)', 'Orla'],
		['Dr. Orla Fitzgerald (Cork)', 'Orla']
	])('%s: %s', (name, first) => {
		expect(firstName(name)).toBe(first);
	});

	it.each([
		'private.person@gmail.example',
		'<private.person@gmail.example>',
		'private.person@gmail.example Fitzgerald',
		'+353 86 123 4567',
		'٠٨٦١٢٣٤٥٦٧',
		'orla.fitzgerald',
		'orla_fitzgerald',
		'orla1987',
		'O. Fitzgerald',
		'J.R. Fitzgerald',
		'Fitzgerald, O.',
		'Fitzgerald,',
		'García López, María',
		'Fitzgerald, Orla, Cork',
		'Dr. Fitzgerald',
		'Mr Fitzgerald',
		'Dr.',
		'王小明',
		'山田 太郎',
		'김민준',
		'https://example.com/orla',
		'🌷',
		'\u202e',
		'',
		'Mr Fitzgerald Jr',
		'Dr Fitzgerald PhD',
		'Mrs Fitzgerald (Cork)',
		'van der Berg',
		'de la Cruz',
		'Mr and Mrs Fitzgerald',
		'Familie Müller',
		'The Fitzgeralds',
		'Müller GmbH',
		'Fitzgerald & Sons',
		'Fitzgerald Ltd.',
		'García López, S.L.',
		'Fitzgerald Wedding',
		UNKNOWN_SENDER
	])('%s: none', (name) => {
		expect(firstName(name)).toBeNull();
	});

	it(`is never an address, a number or anything but letters${withoutCorpora}`, () => {
		for (const name of naughtyStrings())
			expect(firstName(name) ?? 'None', name).toMatch(
				/^\p{L}(?:[\p{L}\p{M}'’ʼʻ·‐‑-]|\u200c|\u200d)*( \p{L}+)?$/u
			);
	});
});

describe('what she is greeted by herself', () => {
	it('is her first name, or the whole name where the family comes first', () => {
		expect(nameToGreet('Fitzgerald, Orla')).toBe('Orla');
		expect(nameToGreet('王小明')).toBe('王小明');
		expect(nameToGreet('山田 太郎')).toBe('山田 太郎');
	});

	it('is nothing where she is known by her address or number', () => {
		for (const name of ['private.person@gmail.example', '+353 86 123 4567', 'Dr. Fitzgerald', UNKNOWN_SENDER])
			expect(nameToGreet(name), name).toBeNull();
	});

	it('is her whole name in a mail, when she has one', () => {
		expect(wholeName('Dr. Orla Fitzgerald')).toBe('Dr. Orla Fitzgerald');
		for (const name of ['private.person@gmail.example', '+353 86 123 4567', '🌷', UNKNOWN_SENDER])
			expect(wholeName(name), name).toBeNull();
	});
});
