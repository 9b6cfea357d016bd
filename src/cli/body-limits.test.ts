import { describe, expect, it } from 'vitest';
import { bodyLimit, largestBody } from './body-limits.ts';

const megabyte = 2 ** 20;

describe('how much may be sent', () => {
	it('twenty files of 50 MB to a customer’s documents, a large mail to its webhook', () => {
		expect(bodyLimit('POST', '/customers/7a/documents')).toBeGreaterThan(20 * 50 * megabyte);
		expect(bodyLimit('POST', '/customers/7a/documents')).toBeLessThanOrEqual(largestBody);
		expect(bodyLimit('POST', '/webhooks/mail')).toBeGreaterThan(66 * megabyte);
	});

	it('1 MB anywhere else, lookalikes included', () => {
		for (const path of [
			'/sign-in',
			'/c/token',
			'/customers/7a',
			'/customers/7a/documents/x',
			'/x/webhooks/mail',
			'/customers/a/b/documents'
		])
			expect(bodyLimit('POST', path), path).toBe(megabyte);
		expect(bodyLimit('GET', '/customers/7a/documents')).toBe(megabyte);
	});
});
