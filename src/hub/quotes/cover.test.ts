import { describe, expect, it } from 'vitest';
import { coverOf } from './cover.ts';

const quote = {
	customer: { id: '1', name: 'Carla Customer', email: null, locale: null as string | null },
	title: 'Wedding morning',
	validUntil: '2026-12-24' as string | null,
	dueOn: null as string | null,
	invoiceNumber: null as number | null,
	totalMinor: 12_050,
	currency: 'EUR'
};
const invoice = { ...quote, invoiceNumber: 882, dueOn: '2026-12-10' };
const to = (locale: string | null, name = quote.customer.name) => ({ ...quote.customer, name, locale });

describe('the words with which a quote goes', () => {
	it('say what it is about and until when', () => {
		expect(coverOf(quote, 'en-IE')).toEqual({
			text: 'Hi Carla,\n\nhere is your quote “Wedding morning”, valid until 24 Dec 2026.',
			language: 'en'
		});
		expect(coverOf({ ...quote, validUntil: null }, 'en-IE').text).toContain('“Wedding morning”.');
	});

	it('say what an invoice comes to, and nothing that reads as more than that', () => {
		const { text } = coverOf(invoice, 'en-IE');
		expect(text).toContain('here is invoice INV-882 for €120.50, due by 10 Dec 2026: “Wedding morning”.');
		expect(text).not.toContain('over');
	});

	it('are in the customer’s language, else in the organization’s', () => {
		expect(coverOf({ ...invoice, customer: to('fr') }, 'en-IE')).toMatchObject({ language: 'fr' });
		expect(coverOf({ ...invoice, customer: to('fr') }, 'en-IE').text).toMatch(
			/^Bonjour Carla,\n\nVoici la facture INV-882/
		);
		expect(coverOf({ ...quote, customer: to('ar', 'ليلى حداد') }, 'en-IE').text).toContain('عرض السعر');
		expect(coverOf(quote, 'de-DE').text).toMatch(/^Guten Tag Carla,/);
	});

	it('give her the day until which it is to be paid, and not the one before', () => {
		const said = (locale: string) => coverOf({ ...invoice, customer: to(locale) }, 'en-IE').text;
		expect(said('es')).toContain('a pagar hasta el 10 dic 2026');
		expect(said('fr')).toContain('à régler au plus tard le 10 déc. 2026');
		expect(said('de')).toContain('zahlbar bis');
		expect(said('pt')).toContain('a pagar até');
	});

	it('greet nobody by an address', () => {
		expect(coverOf({ ...quote, customer: to(null, 'carla@example.com') }, 'en').text).toMatch(/^Hello,\n/);
	});
});
