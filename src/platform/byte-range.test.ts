import { describe, expect, it } from 'vitest';
import { askedRange } from './byte-range.ts';

const file = { size: 1000, etag: '"abc"', modifiedAt: new Date('2026-11-22T19:00:00.500Z') };
const ask = (range?: string, ifRange?: string, size = file.size) => {
	const headers = new Headers();
	if (range !== undefined) headers.set('range', range);
	if (ifRange !== undefined) headers.set('if-range', ifRange);
	return askedRange(headers, { ...file, size });
};
const part = (start: number, end: number) => ({ kind: 'part', start, end });

describe('a download that goes on where it broke off', () => {
	it.each([
		['bytes=0-99', part(0, 99)],
		['bytes=500-', part(500, 999)],
		['bytes=999-', part(999, 999)],
		['bytes=900-5000', part(900, 999)],
		['bytes=-1', part(999, 999)],
		['bytes=-5000', part(0, 999)],
		[' bytes=0-0 ', part(0, 0)]
	])('%s gets its part', (range, expected) => expect(ask(range)).toEqual(expected));

	it.each(['bytes=1000-', 'bytes=5000-6000', 'bytes=-0'])('%s asks for what is not there', (range) =>
		expect(ask(range)).toEqual({ kind: 'beyond' })
	);

	it.each([
		undefined,
		'',
		'bytes=',
		'bytes=-',
		'bytes=5-1',
		'bytes=a-b',
		'bytes=0-1,5-6',
		'lines=0-5',
		'bytes=0x1-2',
		`bytes=${'9'.repeat(400)}-`
	])('%s is passed over: the whole file', (range) => expect(ask(range)).toEqual({ kind: 'whole' }));

	it('has nothing to go on with in an empty file', () => {
		for (const range of ['bytes=0-', 'bytes=-1', 'bytes=0-0'])
			expect(ask(range, undefined, 0)).toEqual({ kind: 'beyond' });
	});

	it('goes on only with the very file it began', () => {
		expect(ask('bytes=5-', '"abc"')).toEqual(part(5, 999));
		expect(ask('bytes=5-', 'Sun, 22 Nov 2026 19:00:00 GMT')).toEqual(part(5, 999));
		for (const other of ['"other"', 'W/"abc"', 'Sun, 22 Nov 2026 18:59:59 GMT', 'yesterday', ''])
			expect(ask('bytes=5-', other), other).toEqual({ kind: 'whole' });
	});
});
