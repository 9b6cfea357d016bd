import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seal, unseal } from './sealing.ts';

const key = randomBytes(32);

describe('a sealed text', () => {
	it('opens where it was kept, and tells nothing of what it holds', () => {
		const sealed = seal(key, 'link', 'the token');
		expect(unseal(key, 'link', sealed)).toBe('the token');
		expect(sealed.includes('token')).toBe(false);
		expect(sealed.equals(seal(key, 'link', 'the token'))).toBe(false);
	});

	it('does not open elsewhere, with another key, altered or cut', () => {
		const sealed = seal(key, 'link', 'the token');
		expect(() => unseal(key, 'invitation', sealed)).toThrow();
		expect(() => unseal(randomBytes(32), 'link', sealed)).toThrow();
		for (let place = 0; place < sealed.length; place++) {
			const altered = Buffer.from(sealed);
			altered[place] = (altered[place] ?? 0) ^ 1;
			expect(() => unseal(key, 'link', altered)).toThrow();
		}
		expect(() => unseal(key, 'link', sealed.subarray(0, 20))).toThrow();
		expect(() => unseal(key, 'link', Buffer.alloc(0))).toThrow();
	});
});
