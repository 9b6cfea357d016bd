import { z } from 'zod';
import { optionalDay } from '#platform/forms/day.ts';
import { line, optionalLine, paragraph, uuid } from '#platform/forms/text.ts';

/** A select's empty choice means nobody. */
const optionalId = (label: string) =>
	z
		.string()
		.optional()
		.transform((text) => text || null)
		.refine((id) => id === null || uuid().safeParse(id).success, { message: `${label} is not valid.` });

/** `was`: whom the form showed, so that nobody undoes a colleague's choice without knowing. */
export const assignForm = z.strictObject({
	assignee: optionalId('The member'),
	was: optionalId('The member')
});

export const outcomes = ['won', 'lost', 'no_decision', 'skip'] as const;

/** `value` as typed, in the organization's currency; `seen`: the newest message that the form's page showed. */
export const closeForm = z.strictObject({
	outcome: z.enum(outcomes, { error: 'Choose how it ended, or skip.' }),
	reason: optionalLine('The reason', 500),
	value: optionalLine('The value', 40),
	seen: optionalId('The message')
});

export const reopenForm = z.strictObject({});
export const deleteForm = z.strictObject({});

/** `was`: the subject that the form showed. */
export const renameForm = z.strictObject({ subject: line('The subject', 300), was: z.string() });

/** `on` such as 2026-03-14, empty to take the reminder away; `was`: the moment that the form showed (ISO), or empty. */
export const followUpForm = z.strictObject({
	on: optionalDay(),
	was: z.string().optional()
});

export const noteForm = z.strictObject({ note: uuid('The note') });
export const messageForm = z.strictObject({ message: uuid('The message') });
export const readForm = z.strictObject({ seen: optionalId('The message') });

/** `key` from the form: a double tap opens one case (D2). */
export const openForm = z.strictObject({ subject: line('The subject', 300), key: uuid('The key') });

export const noteBody = paragraph('The note', 10_000).refine((text) => text !== '', {
	message: 'Write something first.'
});
