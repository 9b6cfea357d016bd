import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linked } from './linked.ts';

const addresses = (text: string) => linked(text).flatMap(({ href }) => href ?? []);

describe('addresses in a message', () => {
	it('are found without the sentence around them', () => {
		expect(addresses('See https://salon.example/prices. Or (http://a.example/x)!')).toEqual([
			'https://salon.example/prices',
			'http://a.example/x'
		]);
		expect(addresses('https://en.example/wiki/Bob_(hair)')).toEqual(['https://en.example/wiki/Bob_(hair)']);
	});

	it('are never anything but web addresses', () => {
		expect(addresses('javascript:alert(1) data:text/html,x file:///etc/passwd mailto:a@b.example')).toEqual(
			[]
		);
		fc.assert(
			fc.property(fc.string(), (text) => addresses(text).every((href) => /^https?:\/\//i.test(href)))
		);
	});

	it('leave the text as it is', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(fc.string(), fc.webUrl())), (parts) => {
				const text = parts.join(' ');
				expect(
					linked(text)
						.map((piece) => piece.text)
						.join('')
				).toBe(text);
			})
		);
	});
});
