import { z } from 'zod';

/** How soon a mail goes out: at once, gathered for a few minutes, or never. */
export const paces = ['now', 'batched', 'off'] as const;
/** Of which cases new ones and messages are told: hers, hers and those of nobody, or all. */
export const scopes = ['mine', 'unassigned', 'all'] as const;

const pace = z.enum(paces);

export const notificationForm = z.strictObject({
	cases: z.enum(scopes),
	newCases: pace,
	replies: pace,
	assignments: pace,
	followUps: pace
});
export type NotificationChoice = z.infer<typeof notificationForm>;
