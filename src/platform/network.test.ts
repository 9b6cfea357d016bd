import { describe, expect, it } from 'vitest';
import { aroundNetwork, networkOf } from './network.ts';

describe('the network of a client', () => {
	it('is the address itself in IPv4, also when it is written as IPv6', () => {
		expect(networkOf('203.0.113.9')).toBe('203.0.113.9');
		expect(networkOf('::ffff:203.0.113.9')).toBe('203.0.113.9');
		expect(networkOf('::ffff:cb00:7109')).toBe('203.0.113.9');
	});

	it('is the same for every address of one IPv6 /64, however it is written', () => {
		const home = '2001:db8:1:2::/64';
		for (const address of [
			'2001:db8:1:2::1',
			'2001:DB8:1:2:ffff:ffff:ffff:ffff',
			'2001:0db8:0001:0002::',
			'2001:db8:1:2::1%eth0'
		])
			expect(networkOf(address)).toBe(home);
		expect(networkOf('2001:db8:1:3::1')).not.toBe(home);
		expect(networkOf('::1')).toBe('0:0:0:0::/64');
		expect(networkOf('64:ff9b::203.0.113.9')).toBe('64:ff9b:0:0::/64');
	});

	it('of something that is no address is that text, so it is limited as one', () => {
		expect(networkOf('unknown')).toBe('unknown');
		expect(networkOf('')).toBe('');
	});
});

describe('the site around a network', () => {
	it('is the /48 of an IPv6 /64, whatever stands before it; an IPv4 address has none', () => {
		expect(aroundNetwork(networkOf('2001:db8:1:2::1'))).toBe('2001:db8:1::/48');
		expect(aroundNetwork(`ida@example.com ${networkOf('2001:db8:1:ffff::1')}`)).toBe(
			'ida@example.com 2001:db8:1::/48'
		);
		for (const text of ['203.0.113.9', 'ida@example.com 203.0.113.9', 'unknown', ''])
			expect(aroundNetwork(text)).toBeNull();
	});
});
