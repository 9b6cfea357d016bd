import { z } from 'zod';
import { uuid } from '#platform/forms/text.ts';

/** Whose detail the customer has after the merge. Where only one of the two has one, it is that. */
const side = z.enum(['kept', 'merged'], { error: 'This choice is not known.' }).default('kept');

export const merging = z.strictObject({
	merged: uuid(),
	name: side,
	email: side,
	phone: side,
	address: side,
	locale: side,
	preferences: z.enum(['both', 'kept', 'merged'], { error: 'This choice is not known.' }).default('both')
});
export type Merging = z.output<typeof merging>;

export const undoing = z.strictObject({ merge: uuid(), merged: uuid() });
export type Undoing = z.output<typeof undoing>;
