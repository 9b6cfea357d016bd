import { expect, test } from 'vitest';
import { isAddress } from '#platform/forms/text.ts';
import { newInboundAddress } from './inbound-address.ts';

test.each(['https://hub.example.com', 'http://localhost:3000', 'http://127.0.0.1:8080', 'http://[::1]:3000'])(
	'an organization at %s gets an address that mail programs take, and never the same one twice',
	(origin) => {
		const addresses = Array.from({ length: 100 }, () => newInboundAddress(origin));
		expect(new Set(addresses).size).toBe(100);
		expect(addresses.filter((address) => !isAddress(address))).toEqual([]);
	}
);
