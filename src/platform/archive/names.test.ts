import fc from 'fast-check';
import { expect, it } from 'vitest';
import { entryName, uniqueNames } from './names.ts';

it.each([
	['../../etc/passwd', '.._.._etc_passwd'],
	['a\\b.txt', 'a_b.txt'],
	['..', 'file'],
	['con', '_con'],
	['NUL.txt', '_NUL.txt'],
	['a:b?.pdf', 'a_b_.pdf'],
	['name. . ', 'name'],
	['cod\u202Efdp.exe', 'codfdp.exe'],
	['عقد 2026.pdf', 'عقد 2026.pdf'],
	['👩🏽‍🎨.png', '👩🏽‍🎨.png'],
	['cafe\u0301.txt', 'caf\u00e9.txt']
])('makes of %j a name that any disk takes: %j', (name, entry) => {
	expect(entryName(name)).toBe(entry);
});

it('never makes a path, an empty name or an over-long one, whatever it is given', () => {
	fc.assert(
		fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
			const entry = entryName(name);
			expect(entry).not.toMatch(/[/\\<>:"|?*\u0000-\u001f]|^\.{1,2}$|^$|[. ]$/);
			expect(Buffer.byteLength(entry)).toBeLessThanOrEqual(200);
		}),
		{ numRuns: 50 }
	);
});

it('gives no name twice, not even to a file system that ignores case and the spelling of accents', () => {
	const unique = uniqueNames();
	expect(['plan.pdf', 'Plan.PDF', 'plan (2).PDF', 'plan.pdf'].map(unique)).toEqual([
		'plan.pdf',
		'Plan (2).PDF',
		'plan (2) (2).PDF',
		'plan (3).pdf'
	]);
	expect(['caf\u00e9', 'cafe\u0301'].map(unique)).toEqual(['caf\u00e9', 'caf\u00e9 (2)']);
});
