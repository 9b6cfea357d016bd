import { expect, test } from 'vitest';
import { copyText } from './copy-text.ts';

test('a value cannot break out of its row', () => {
	const rows = [['a\tb', 'c\nd', 'e\\f', null, 7, Buffer.from([0, 255]), new Date(0)]];
	expect([...copyText(rows)].join('')).toBe(
		'a\\tb\tc\\nd\te\\\\f\t\\N\t7\t\\\\x00ff\t1970-01-01T00:00:00.000Z\n'
	);
});

test('many rows come in chunks that hold whole rows', () => {
	const chunks = [...copyText(Array.from({ length: 20_000 }, (_, index) => [index, 'x'.repeat(40)]))];
	expect(chunks.length).toBeGreaterThan(1);
	expect(chunks.every((chunk) => chunk.endsWith('\n'))).toBe(true);
	expect(chunks.join('').trim().split('\n')).toHaveLength(20_000);
});
