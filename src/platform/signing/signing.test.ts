import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { inSeconds, sign, verify, type Claims } from './signing.ts';

const derive = (purpose: string) => createHmac('sha256', 'the instance key').update(purpose).digest();
const expected = { method: 'GET', purpose: 'file' };
const claims = (): Claims => ({ ...expected, key: 'a1b2c3d4', expires: inSeconds(45) });
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.';

afterEach(() => vi.useRealTimers());

describe('a signature', () => {
	test('gives back what was signed, and fits into a URL', () => {
		const signed = { ...claims(), more: { name: 'Ünï "c" 👩‍🎨.pdf', ['__proto__']: '1', empty: '' } };
		const token = sign(derive, signed);
		expect(token).toMatch(/^[\w-]+\.[\w-]{43}$/);
		expect(verify(derive, token, expected)).toEqual(signed);
		expect(verify(derive, sign(derive, claims()), expected)).toEqual({ ...claims(), more: {} });
	});

	test('holds until its second and not into it', () => {
		vi.useFakeTimers({ now: 1_800_000_000_000 });
		const token = sign(derive, { ...claims(), expires: inSeconds(60) });
		vi.setSystemTime(1_800_000_059_999);
		expect(verify(derive, token, expected)).not.toBeNull();
		vi.setSystemTime(1_800_000_060_000);
		expect(verify(derive, token, expected)).toBeNull();
	});

	test.each([0, -1, 61, 3600, 0.5, Number.NaN, Number.POSITIVE_INFINITY])(
		'is not made for a life of %d seconds',
		(life) => {
			expect(() => sign(derive, { ...claims(), expires: inSeconds(0) + life })).toThrow(RangeError);
		}
	);

	test('is not made for more than a URL can carry', () => {
		expect(() => sign(derive, { ...claims(), key: 'x'.repeat(1600) })).toThrow(RangeError);
	});

	test('made for longer by someone with our key is refused all the same', () => {
		vi.useFakeTimers({ now: 1_800_000_000_000 });
		const token = sign(derive, { ...claims(), expires: inSeconds(60) });
		vi.setSystemTime(1_799_999_999_000);
		expect(verify(derive, token, expected)).toBeNull();
	});

	test.each([
		['for another method', { ...expected, method: 'DELETE' }],
		['for a method in other letters', { ...expected, method: 'get' }],
		['for another purpose', { ...expected, purpose: 'export' }]
	])('is worth nothing %s', (_, use) => {
		expect(verify(derive, sign(derive, claims()), use)).toBeNull();
	});

	test('of another instance is worth nothing', () => {
		const elsewhere = (purpose: string) => createHmac('sha256', 'another key').update(purpose).digest();
		expect(verify(derive, sign(elsewhere, claims()), expected)).toBeNull();
	});

	test('dies with any byte that is changed, left out or added', () => {
		const token = sign(derive, claims());
		expect(verify(derive, token, expected)).not.toBeNull();
		let accepted = 0;
		for (let at = 0; at <= token.length; at += 1) {
			const [before, after] = [token.slice(0, at), token.slice(at + 1)];
			const forged = [before + after, ...[...ALPHABET].map((letter) => before + letter + after)];
			forged.push(...[...ALPHABET].map((letter) => before + letter + token.slice(at)));
			for (const text of forged) if (text !== token && verify(derive, text, expected)) accepted += 1;
		}
		expect(accepted).toBe(0);
	});

	test('can not be moved to other claims', () => {
		const token = sign(derive, claims());
		const mac = token.split('.')[1];
		const others: Claims[] = [
			{ ...claims(), key: 'a1b2c3d5' },
			{ ...claims(), method: 'DELETE' },
			{ ...claims(), purpose: 'export' },
			{ ...claims(), expires: inSeconds(46) },
			{ ...claims(), more: { customer: 'another' } }
		];
		for (const other of others) {
			const forged = `${sign(derive, other).split('.')[0]}.${mac}`;
			expect(verify(derive, forged, { method: other.method, purpose: other.purpose })).toBeNull();
			expect(verify(derive, forged, expected)).toBeNull();
		}
	});

	test.each([
		'',
		'.',
		'a.b',
		'a'.repeat(5000),
		`${'a'.repeat(3000)}.${'b'.repeat(43)}`,
		'%00',
		'🙂',
		'W10.W10'
	])('is not found in "%.20s"', (text) => {
		expect(verify(derive, text, expected)).toBeNull();
	});

	test('carries any claims and accepts no others', () => {
		const word = fc.string({ unit: 'binary', maxLength: 15 });
		const any = fc.record({
			method: word,
			key: word,
			purpose: word,
			more: fc.dictionary(word, word, { maxKeys: 3 })
		});
		fc.assert(
			fc.property(any, any, (mine, other) => {
				const signed = { ...mine, expires: inSeconds(30) };
				const token = sign(derive, signed);
				expect(verify(derive, token, mine)).toEqual(signed);
				if (other.method !== mine.method || other.purpose !== mine.purpose)
					expect(verify(derive, token, other)).toBeNull();
			}),
			{ numRuns: 300 }
		);
	});
});
