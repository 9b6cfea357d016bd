import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normal } from './normal.ts';
import { line, optionalLine, paragraph } from './text.ts';

const forms = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const;
/** Alternating classes, so that each mark has to be moved past all before it. */
const run = (length: number) => `a${'\u0300\u0316'.repeat(length / 2)}`;

function milliseconds(work: () => unknown): number {
	const begun = performance.now();
	work();
	return performance.now() - begun;
}

describe('text in a normal form', () => {
	it('is what Unicode says for what people write', () => {
		for (const text of ['Zoe\u0308', 'Việt Nam', 'שָׁלוֹם', 'ก็', 'ｶﾞｰﾃﾞﾝ', '한글', 'H̸̡̪̯ͨ͊̽̅̾', '👩‍👩‍👧'])
			for (const form of forms) expect(normal(text, form)).toBe(text.normalize(form));
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom(...forms), (text, form) => {
				expect(normal(text, form)).toBe(text.normalize(form));
			})
		);
	});

	it('loses what no language has: more than thirty marks in a row', () => {
		expect(normal(run(30), 'NFD')).toHaveLength(31);
		expect(normal(run(1000), 'NFD')).toBe(normal(run(30), 'NFD'));
	});

	it.each(forms)('comes at once, however many marks there are (%s)', (form) => {
		const kana = `a${'\u0327\uff9e'.repeat(60_000)}`;
		expect(milliseconds(() => normal(run(120_000), form))).toBeLessThan(500);
		expect(milliseconds(() => normal(kana, form))).toBeLessThan(500);
	});

	it('holds for every field of a form', () => {
		for (const field of [line('The name', 200), optionalLine('The name', 200), paragraph('The text', 500)])
			expect(milliseconds(() => field.safeParse(run(120_000)))).toBeLessThan(500);
	});
});
