import { describe, expect, test } from 'vitest';
import { headerLines } from './header-lines.ts';
import { isVouchedFor } from './vouched.ts';

const vouched = (text: string, domain = 'example.com', server: string | null = 'mx.salon.example') =>
	isVouchedFor(headerLines(text), domain, server);

describe('a sender', () => {
	test('is vouched for by the server that received the mail', () => {
		for (const result of [
			'mx.salon.example; dmarc=pass header.from=example.com',
			'mx.salon.example 1; spf=fail smtp.mailfrom=x@other.example; dkim=pass header.d=example.com',
			'MX.Salon.Example;\n dkim=pass (2048-bit key; secure)\n header.i=@mail.example.com header.s=a',
			'mx.salon.example; spf=pass (mx: 1.2.3.4 is allowed) smtp.mailfrom=anna@example.com'
		])
			expect(vouched(`Authentication-Results: ${result}`), result).toBe(true);
	});

	test('is not vouched for by anybody else', () => {
		for (const result of [
			'mx.evil.example; dmarc=pass header.from=example.com',
			'mx.salon.example; dmarc=fail header.from=example.com',
			'mx.salon.example; dmarc=pass header.from=evil.example',
			'mx.salon.example; dkim=pass header.d=evil.example',
			'mx.salon.example; dkim=pass header.d=com',
			'mx.salon.example; dkim=pass header.d=notexample.com',
			'mx.salon.example; spf=pass smtp.mailfrom=a@evil.example',
			'mx.salon.example; spf=softfail smtp.mailfrom=a@example.com',
			'mx.salon.example; none (dmarc=pass header.from=example.com)',
			'(mx.salon.example) mx.evil.example; dmarc=pass header.from=example.com',
			'mx.salon.example.evil.example; dmarc=pass header.from=example.com'
		])
			expect(vouched(`Authentication-Results: ${result}`), result).toBe(false);
		expect(vouched('From: a@example.com')).toBe(false);
	});

	test('is not vouched for below the topmost header, nor when no server is configured', () => {
		const good = 'Authentication-Results: mx.salon.example; dmarc=pass header.from=example.com';
		expect(vouched(good)).toBe(true);
		expect(vouched(good, 'example.com', null)).toBe(false);
		expect(vouched(`Authentication-Results: mx.salon.example; dmarc=fail\n${good}`)).toBe(false);
		expect(vouched(`Authentication-Results: other.example; dmarc=none\n${good}`)).toBe(false);
	});
});
