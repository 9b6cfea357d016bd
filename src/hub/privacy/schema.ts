import { z } from 'zod';
import { paragraph, uuid } from '#platform/forms/text.ts';

/** What the owner types before a customer is erased; `request`: the one that she approves, absent when she does it without one. */
export const approval = z.strictObject({
	request: uuid('The request').optional(),
	name: z.string().min(1, 'Type the customer’s name.').max(400, 'This is not the customer’s name.'),
	password: z.string().min(1, 'Type your password.').max(1024, 'This is not your password.')
});
export type Approval = z.output<typeof approval>;

/** Why a request waits, for the owner herself; may be empty. */
export const holding = z.strictObject({ note: paragraph('The note', 2000) });
export type Hold = z.output<typeof holding>;
