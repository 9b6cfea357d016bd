import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
	hashPortalToken,
	newPortalToken,
	openPortalToken,
	portalLink,
	sealPortalToken
} from './portal-token.ts';

const key = randomBytes(32);
const mia = { orgId: randomUUID(), customerId: randomUUID() };

describe('a portal token', () => {
	test('holds 256 random bits and fits a path without escaping', () => {
		const tokens = Array.from({ length: 1000 }, newPortalToken);
		expect(new Set(tokens).size).toBe(1000);
		for (const token of tokens) {
			expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
			expect(Buffer.from(token, 'base64url')).toHaveLength(32);
		}
		const ones = tokens
			.flatMap((token) => [...Buffer.from(token, 'base64url')])
			.map((byte) => byte.toString(2).replaceAll('0', '').length);
		expect(ones.reduce((sum, n) => sum + n, 0) / (1000 * 256)).toBeCloseTo(0.5, 1);
	});

	test('is found by its SHA-256, which a database can compute too', () => {
		const token = newPortalToken();
		expect(hashPortalToken(token)).toEqual(createHash('sha256').update(Buffer.from(token)).digest());
		expect(hashPortalToken('')).toHaveLength(32);
	});

	test('comes out of its sealed copy as it went in, and no two copies are alike', () => {
		const token = newPortalToken();
		const sealed = sealPortalToken(key, mia, token);
		expect(openPortalToken(key, mia, sealed)).toBe(token);
		expect(openPortalToken(key, mia, new Uint8Array(sealed))).toBe(token);
		expect(sealed.equals(sealPortalToken(key, mia, token))).toBe(false);
		expect(sealed.includes(Buffer.from(token))).toBe(false);
	});

	test('stays sealed for another row, another organization, another key, and when a single bit was changed', () => {
		const sealed = sealPortalToken(key, mia, newPortalToken());
		expect(() => openPortalToken(key, { ...mia, customerId: randomUUID() }, sealed)).toThrow();
		expect(() => openPortalToken(key, { ...mia, orgId: randomUUID() }, sealed)).toThrow();
		expect(() => openPortalToken(randomBytes(32), mia, sealed)).toThrow();
		for (let at = 0; at < sealed.length; at++) {
			const bent = Buffer.from(sealed);
			bent[at] = (bent[at] ?? 0) ^ 1;
			expect(() => openPortalToken(key, mia, bent), `byte ${at}`).toThrow();
		}
		for (const length of [0, 1, 13, 29])
			expect(() => openPortalToken(key, mia, sealed.subarray(0, length))).toThrow();
	});

	test('makes a link of the configured origin', () => {
		expect(portalLink('https://hub.example.com', 'abc')).toBe('https://hub.example.com/c/abc');
	});
});
