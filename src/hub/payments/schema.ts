import { z } from 'zod';
import { optionalLine, uuid } from '#platform/forms/text.ts';

export const paymentMethods = ['cash', 'card', 'transfer', 'other'] as const;

export const paymentForm = z.strictObject({
	amount: z.string().max(40),
	method: z.enum(paymentMethods, { error: 'Choose how it was paid.' }),
	reference: optionalLine('The reference', 120),
	received_on: z
		.string()
		.regex(/^\d{4}-\d{2}-\d{2}$/, 'Choose a day.')
		.refine((day) => !Number.isNaN(Date.parse(day)), 'This day does not exist.'),
	/** D2: a double tap records one payment. */
	key: uuid('The key')
});

export const unpaidForm = z.strictObject({
	payment: uuid('The payment'),
	reason: optionalLine('The reason', 300)
});

export const refundForm = z.strictObject({ reason: optionalLine('The reason', 300) });
