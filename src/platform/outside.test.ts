import { describe, expect, it } from 'vitest';
import { isOutside, OutsideRefused, resolveOutside } from './outside.ts';

describe('a host that somebody typed', () => {
	it.each([
		'127.0.0.1',
		'127.1.2.3',
		'0.0.0.0',
		'10.0.0.1',
		'172.31.255.255',
		'192.168.1.1',
		'169.254.169.254',
		'100.64.0.1',
		'224.0.0.1',
		'255.255.255.255',
		'::',
		'::1',
		'::ffff:127.0.0.1',
		'::ffff:8.8.8.8',
		'fe80::1',
		'fe80::1%eth0',
		'fd00::1',
		'ff02::1',
		'64:ff9b::7f00:1',
		'2002:7f00:1::',
		'2001:0:7f00:1::1',
		'2001:db8::1'
	])('is not connected to at %s', async (address) => {
		expect(isOutside(address)).toBe(false);
		await expect(resolveOutside(address, false)).rejects.toThrow(OutsideRefused);
	});

	it.each(['8.8.8.8', '172.32.0.1', '192.167.1.1', '100.128.0.1', '2a00:1450:4001::1', '2606:4700::1111'])(
		'is connected to at %s',
		async (address) => {
			expect(isOutside(address)).toBe(true);
			await expect(resolveOutside(address, false)).resolves.toEqual({ address });
		}
	);

	it.each(['localhost', '0x7f.1', '2130706433', '127.1'])(
		'that leads home under another name is refused: %s',
		async (host) => {
			await expect(resolveOutside(host, false)).rejects.toThrow(OutsideRefused);
		}
	);

	it('is pinned to the address that was looked at, with its name for TLS', async () => {
		await expect(resolveOutside('localhost', true)).resolves.toEqual({
			address: expect.stringMatching(/^(127\.0\.0\.1|::1)$/) as string,
			servername: 'localhost'
		});
	});

	it('that nobody has is said so', async () => {
		await expect(resolveOutside('no-such-host.invalid', false)).rejects.toThrow(/no-such-host\.invalid/);
	});
});
