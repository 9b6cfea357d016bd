import { describe, expect, test } from 'vitest';
import { mayBeSamePhone, normalizePhone, phoneDigits } from './phone.ts';

describe('a phone number', () => {
	test('is kept by its digits, with a plus when its country was said', () => {
		expect(normalizePhone('+49 (0) 170 / 123-45.67')).toBe('+491701234567');
		expect(normalizePhone('+49 (0)170 1234567')).toBe('+491701234567');
		expect(normalizePhone('0049 170 1234567')).toBe('+491701234567');
		expect(normalizePhone(' 0170 1234567 ')).toBe('01701234567');
		expect(normalizePhone('(212) 555-0123')).toBe('2125550123');
		expect(normalizePhone('+١ ٢١٢ ٥٥٥ ٠١٢٣')).toBe('+12125550123');
		expect(normalizePhone('＋１ ２１２ ５５５ ０１２３')).toBe('+12125550123');
	});

	test('leaves its extension out', () => {
		for (const text of [
			'0170 1234567 ext. 12',
			'0170 1234567 x12',
			'0170 1234567;ext=12',
			'0170 1234567 #12',
			'0170 1234567, 12'
		])
			expect(phoneDigits(text), text).toBe('01701234567');
	});

	test('is none without digits', () => {
		for (const text of ['', ' ', 'ask Mia', '+', null]) expect(normalizePhone(text)).toBeNull();
	});

	test('may be the same with and without its country, but not with two countries or two areas', () => {
		expect(mayBeSamePhone('+491701234567', '01701234567')).toBe(true);
		expect(mayBeSamePhone('2125550123', '+12125550123')).toBe(true);
		expect(mayBeSamePhone('+491701234567', '+431701234567')).toBe(false);
		expect(mayBeSamePhone('2125550123', '3125550123')).toBe(false);
		expect(mayBeSamePhone('+491701234567', '234567')).toBe(false);
		expect(mayBeSamePhone('+491701234567', '34567')).toBe(false);
		expect(mayBeSamePhone('112', '112')).toBe(true);
	});
});
