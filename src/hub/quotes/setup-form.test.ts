import { expect, test } from 'vitest';
import { readFields } from '#platform/forms/forms.ts';
import { setupForm } from './schema.ts';

const typed = {
	prices: 'included',
	tax: '13,5',
	tax_id: '',
	address: '',
	quote_days: '1',
	payment_days: '365',
	instructions: ''
};
const read = (changed: Partial<typeof typed>) => readFields(setupForm('de'), { ...typed, ...changed });

test('the tax is read as the business writes it, and days up to both ends of their range', () => {
	expect(read({})).toMatchObject({ ok: true, data: { tax: 1350, quote_days: 1, payment_days: 365 } });
	expect(read({ tax: '' })).toMatchObject({ data: { tax: 0 } });
	expect(read({ payment_days: '0' })).toMatchObject({ ok: true });
});

test.each(['-5', '0', '366', '100000', '1.5', 'abc', ''])(
	'all that is wrong is said at once, with the range of days: %j',
	(days) => {
		expect(read({ tax: 'abc', quote_days: days, payment_days: '-5' })).toEqual({
			ok: false,
			errors: {
				tax: 'Write it like 9 or 13,5.',
				quote_days: 'Write a whole number of days, from 1 to 365.',
				payment_days: 'Write a whole number of days, from 0 to 365.'
			}
		});
	}
);
