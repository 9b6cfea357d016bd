import { z } from 'zod';
import { optionalLine } from '#platform/forms/text.ts';
import { visitWords } from './industries.ts';

const wholeNumber = (label: string, least: number, most: number) =>
	z
		.string({ error: `${label} is missing.` })
		.trim()
		.regex(/^\d{1,4}$/, `${label} must be a whole number.`)
		.transform(Number)
		.refine((number) => number >= least && number <= most, {
			message: `${label} must be from ${least} to ${most}.`
		});

/** Settings → Branding → Loyalty. A first visit is never counted aloud, so 2 is the least. */
export const loyaltyForm = z
	.strictObject({
		shown: z
			.literal('on')
			.optional()
			.transform((on) => on === 'on'),
		word: z.enum(visitWords, { error: 'Choose one of these words.' }),
		from: wholeNumber('This number', 2, 400),
		vipFrom: wholeNumber('This number', 2, 400),
		vipName: optionalLine('The name', 24).transform((name) => name ?? 'VIP')
	})
	.refine(({ from, vipFrom }) => from <= vipFrom, {
		path: ['vipFrom'],
		message: 'This cannot be less than the number from which visits are counted.'
	});
export type LoyaltyForm = z.output<typeof loyaltyForm>;
