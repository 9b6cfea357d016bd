import { z } from 'zod';
import { day } from '#platform/forms/day.ts';
import { optionalLine, uuid } from '#platform/forms/text.ts';

const paymentMethods = ['cash', 'card', 'transfer', 'other'] as const;

export const paymentForm = z.strictObject({
	amount: z.string().max(40),
	method: z.enum(paymentMethods, { error: 'Choose how it was paid.' }),
	reference: optionalLine('The reference', 120),
	received_on: day(),
	/** D2: a double tap records one payment. */
	key: uuid('The key')
});

export const unpaidForm = z.strictObject({
	payment: uuid('The payment'),
	reason: optionalLine('The reason', 300)
});

export const refundForm = z.strictObject({ reason: optionalLine('The reason', 300) });
