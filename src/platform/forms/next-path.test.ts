import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPath } from './next-path.ts';

const evil = [
	'//evil.example',
	'///evil.example',
	'/\\evil.example',
	'\\/evil.example',
	'\\\\evil.example',
	'https://evil.example',
	'https:evil.example',
	'javascript:alert(1)',
	'/%2f/evil.example',
	'/%2Fevil.example',
	'/%5cevil.example',
	'/%09/evil.example',
	'/\t/evil.example',
	'/\n/evil.example',
	'/ /evil.example',
	' //evil.example',
	'/..//evil.example',
	'/.//evil.example',
	'/../..//evil.example',
	'/./customers',
	'/customers/..',
	'/a//b',
	'//',
	'/\u2215evil.example',
	'/\uff0fevil.example',
	'@evil.example',
	'/@evil.example',
	'evil.example',
	'',
	'?next=x',
	'#x',
	'/customers#//evil',
	'/\u0000',
	`/${'a'.repeat(600)}`
];

describe('where to go after signing in', () => {
	it('is the page that was asked for', () => {
		for (const path of [
			'/',
			'/customers',
			'/customers/0b8f6f5e-1b1e-4c52-9d0c-0f3f2b7f9a11',
			'/customers?q=anna%20m&sort=name',
			'/settings/team/',
			'/customers?after=a/b'
		])
			expect(nextPath(path, '/fallback')).toBe(path);
	});

	it('never leaves this origin, however it is written', () => {
		for (const path of evil) expect(nextPath(path, '/customers'), path).toBe('/customers');
		expect(nextPath(null, '/customers')).toBe('/customers');
	});

	it('stays on this origin for any text at all', () => {
		const here = 'https://hub.example';
		fc.assert(
			fc.property(
				fc.oneof(fc.string(), fc.webUrl(), fc.stringMatching(/^[/\\.%@:?a-z0-9 \t]{0,20}$/)),
				(text) => {
					expect(new URL(nextPath(text, '/customers'), here).origin).toBe(here);
				}
			)
		);
	});
});
