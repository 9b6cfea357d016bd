import { describe, expect, it } from 'vitest';
import { fillPlaceholders, withoutPortalLinks, withPortalLink } from './placeholders.ts';

const filling = {
	customerName: 'Mia María López',
	business: 'Studio Lumi',
	caseNumber: 'SL-000133',
	member: 'Sofia'
};
const token = 'A'.repeat(43);

describe('placeholders of a saved reply', () => {
	it('are filled in with what they name, however they are capitalised', () => {
		const text = 'Hello {First name}, {business} has {case number}. {name}? {my name}';
		expect(fillPlaceholders(text, filling)).toBe(
			'Hello Mia, Studio Lumi has SL-000133. Mia María López? Sofia'
		);
	});

	it('leave no gap where nothing is known, and are left alone when they are none of ours', () => {
		const unknown = { ...filling, customerName: null };
		expect(fillPlaceholders('Hello {first name},', unknown)).toBe('Hello,');
		expect(fillPlaceholders('{price} {portal link}', unknown)).toBe('{price} {portal link}');
	});

	it('fill in what a customer is called as it is, not as another placeholder', () => {
		expect(fillPlaceholders('{name}', { ...filling, customerName: '{business}' })).toBe('{business}');
	});

	it('call nobody by her address, her number or her family’s name', () => {
		const called = (customerName: string) =>
			fillPlaceholders('Hello {first name},', { ...filling, customerName });
		expect(called('Fitzgerald, Orla')).toBe('Hello Orla,');
		for (const name of ['private.person@gmail.example', '+353 86 123 4567', 'Dr. Fitzgerald'])
			expect(called(name), name).toBe('Hello,');
	});
});

describe("the portal's link", () => {
	it('never stays in a text, whosever it is', () => {
		const origin = 'https://hub.example';
		expect(withoutPortalLinks(`See ${origin}/c/${token}.`, origin)).toBe('See {portal link}.');
		expect(withoutPortalLinks(`${origin}/c/${token}x https://other.example/c/${token}`, origin)).toBe(
			`${origin}/c/${token}x https://other.example/c/${token}`
		);
	});

	it('is the customer’s own when the message leaves, and left out while the portal is off', () => {
		expect(withPortalLink('See {portal link}.', 'https://hub.example/c/x')).toBe(
			'See https://hub.example/c/x.'
		);
		expect(withPortalLink('See {portal link}.', null)).toBe('See.');
	});
});
