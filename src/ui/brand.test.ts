import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { brandDeclarations, brandOf, contrast, isBrandColour, SURFACES, textOn } from '#ui/brand.ts';

const colours = fc
	.integer({ min: 0, max: 0xffffff })
	.map((value) => '#' + value.toString(16).padStart(6, '0'));
const schemes = ['light', 'dark'] as const;

describe('contrast', () => {
	test('agrees with the figures WCAG publishes', () => {
		expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
		expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
		expect(contrast('#ff0000', '#FFFFFF')).toBeCloseTo(4, 2);
	});

	test('is refused for what is not a colour', () => {
		expect(() => contrast('red', '#ffffff')).toThrow(RangeError);
		expect(isBrandColour('#1f6feb')).toBe(true);
		for (const value of ['', 'red', '#fff', '#12345g', '#1234567', '#123456;x:url(//evil)'])
			expect(isBrandColour(value)).toBe(false);
	});
});

describe('whatever colour a business picks', () => {
	test('text on its buttons can be read', () => {
		fc.assert(
			fc.property(colours, (colour) => {
				const brand = brandOf(colour);
				for (const scheme of schemes) {
					expect(contrast(brand[scheme].accent, brand[scheme].accentText)).toBeGreaterThanOrEqual(4.5);
					expect(contrast(colour, textOn(colour))).toBeGreaterThanOrEqual(4.5);
				}
			}),
			{ numRuns: 400 }
		);
	});

	test('its links and icons can be read on every surface, light and dark', () => {
		fc.assert(
			fc.property(colours, (colour) => {
				const brand = brandOf(colour);
				for (const scheme of schemes)
					for (const ground of [...Object.values(SURFACES[scheme]), brand[scheme].tint])
						expect(contrast(brand[scheme].ink, ground)).toBeGreaterThanOrEqual(4.5);
			}),
			{ numRuns: 400 }
		);
	});

	test('its buttons stand out from the page', () => {
		for (const colour of ['#ffffff', '#000000', '#fdf6f0', '#101010'])
			for (const scheme of schemes)
				for (const ground of Object.values(SURFACES[scheme]))
					expect(contrast(brandOf(colour)[scheme].accent, ground)).toBeGreaterThanOrEqual(1.5);
	});

	test('the page gets plain colours and nothing else', () => {
		fc.assert(
			fc.property(colours, (colour) => {
				expect(brandDeclarations(colour)).toMatch(
					/^(--brand-(light|dark)(-text|-ink|-tint)?:#[0-9a-f]{6};?){8}$/
				);
			})
		);
	});
});

test('a brand that already works is left as it is', () => {
	expect(brandOf('#8a2d5c').light).toMatchObject({
		accent: '#8a2d5c',
		accentText: '#ffffff',
		ink: '#8a2d5c'
	});
});
