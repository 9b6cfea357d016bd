import { z } from 'zod';

const FORM = /^\d{4}-\d{2}-\d{2}$/;

/** Whether it is a calendar day, `2026-03-14`, that exists: no 30 February, which `Date` takes for 2 March. */
export function isDay(text: string): boolean {
	const date = FORM.test(text) ? new Date(`${text}T00:00:00Z`) : null;
	return date !== null && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Days that a business writes down; far within what every part of this can reckon with. */
const isOfOurTime = (text: string) => text >= '1900-01-01' && text < '3000-01-01';

/** What is wrong with a day that was typed; null: nothing. */
export function dayError(text: string): string | null {
	if (!FORM.test(text)) return 'Choose a day.';
	if (!isDay(text)) return 'This day does not exist.';
	return isOfOurTime(text) ? null : 'Choose a day between 1900 and 2999.';
}

const checked = (context: z.core.ParsePayload<string>) => {
	const message = dayError(context.value);
	if (message !== null) context.issues.push({ code: 'custom', input: context.value, message });
};

/** A calendar day of a form, `2026-03-14`. */
export const day = () => z.string({ error: 'Choose a day.' }).trim().check(checked);

/** One that may be left empty; empty is null. */
export const optionalDay = () =>
	z
		.string()
		.trim()
		.optional()
		.transform((text) => text ?? '')
		.check((context) => {
			if (context.value !== '') checked(context);
		})
		.transform((text) => text || null);
