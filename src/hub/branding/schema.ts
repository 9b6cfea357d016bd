import { z } from 'zod';
import { line, optionalAddress, optionalLine, paragraph } from '#platform/forms/text.ts';

/** Settings → Branding: what customers see of the business. */
export const brandForm = z.strictObject({
	name: line('The name', 120),
	brandColor: z
		.string({ error: 'Choose a colour.' })
		.transform((text) => text.trim().toLowerCase())
		.refine((text) => /^#[0-9a-f]{6}$/.test(text), { message: 'The colour must be like #3b5bdb.' }),
	contactEmail: optionalAddress(),
	contactPhone: optionalLine('The phone number', 40).refine(
		(text) => text === null || /\d{3}/.test(text.replace(/\D/g, '')),
		{
			message: 'The phone number needs at least three digits.'
		}
	)
});
export type Brand = z.output<typeof brandForm>;

/** S21: the portal's switch. */
export const portalSwitchForm = z.strictObject({
	on: z.enum(['true', 'false'], { error: 'Say whether the portal is on or off.' })
});

/** Bytes of an uploaded logo: what a phone's camera makes still fits. */
export const LOGO_LIMIT = 10 * 1024 * 1024;

const part = /^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/;

/** Which square of the picture becomes the logo, as "x,y,side" in parts of one; empty: all of it. */
export const squareField = z
	.string()
	.refine(
		(text) =>
			text === '' || (text.split(',').length === 3 && text.split(',').every((each) => part.test(each)))
	)
	.transform((text) => {
		const [x = 0, y = 0, side = 0] = text.split(',').map(Number);
		return text === '' ? null : { x, y, side };
	});

/** The look as it is set up: the brand, and which square of a picture that comes with it. */
export const lookForm = brandForm.extend({ square: squareField.optional() });

/** W5: how mail to customers ends. */
export const mailForm = z.strictObject({
	signature: paragraph('The signature', 2000),
	postalAddress: paragraph('The address', 300).transform((text) => text || null),
	showReference: z
		.literal('on')
		.optional()
		.transform((on) => on === 'on')
});
export type MailSettings = z.output<typeof mailForm>;
