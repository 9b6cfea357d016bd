import { z } from 'zod';

/** What the owner types before a customer is erased. */
export const approval = z.strictObject({
	name: z.string().min(1, 'Type the customer’s name.').max(400, 'This is not the customer’s name.'),
	password: z.string().min(1, 'Type your password.').max(1024, 'This is not your password.')
});
export type Approval = z.output<typeof approval>;

/** The owner's note on why a request waits; empty: none. */
export const holding = z.strictObject({
	note: z.string().trim().max(2000, 'A note can have 2,000 characters at most.')
});
export type Hold = z.output<typeof holding>;
