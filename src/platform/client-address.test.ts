import { describe, expect, it } from 'vitest';
import { clientAddress, proxyList } from './client-address.ts';

const trusted = proxyList(['127.0.0.1', '10.0.0.0/8', '2001:db8::/32']);
const none = proxyList([]);

describe('who asks', () => {
	it('is the peer, whatever a stranger writes into X-Forwarded-For', () => {
		expect(clientAddress('192.0.2.7', '203.0.113.1', none)).toBe('192.0.2.7');
		expect(clientAddress('192.0.2.7', '203.0.113.1', trusted)).toBe('192.0.2.7');
		expect(clientAddress('::ffff:192.0.2.7', undefined, none)).toBe('192.0.2.7');
	});

	it('is whom a trusted proxy names', () => {
		expect(clientAddress('127.0.0.1', '203.0.113.1', trusted)).toBe('203.0.113.1');
		expect(clientAddress('::ffff:10.1.2.3', '2a00:1450::5', trusted)).toBe('2a00:1450::5');
		expect(clientAddress('2001:db8::9', '::ffff:203.0.113.1', trusted)).toBe('203.0.113.1');
	});

	it('is the last untrusted hop of several: what stands before it was typed by the client', () => {
		expect(clientAddress('127.0.0.1', '1.1.1.1, 203.0.113.1, 10.0.0.2', trusted)).toBe('203.0.113.1');
	});

	it('stays the proxy when it names nobody, or nonsense', () => {
		for (const forwarded of [undefined, '', 'unknown', '203.0.113.1:4711', '<script>'])
			expect(clientAddress('127.0.0.1', forwarded, trusted)).toBe('127.0.0.1');
	});

	it('a list that cannot be read is said, not skipped', () => {
		for (const wrong of ['proxy.example.com', '10.0.0.0/33', '10.0.0.0/x', ''])
			expect(() => proxyList([wrong])).toThrow(/TRUSTED_PROXIES/);
	});
});
